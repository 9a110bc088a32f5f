import { Section } from '../../ui/Card.tsx';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { JobTimeline } from '../../ui/job/JobTimeline.tsx';
import { JobVerdict } from '../../ui/job/JobVerdict.tsx';
import { toast } from '../../ui/Toast.tsx';
import { sampleFailure, sampleJob } from './sample-job.ts';

/** What changes a machine: the hold, the job as it runs, and how one ended. */
export function Acting() {
  return (
    <>
      <Section title="Confirming">
        <div className="gallery-grid">
          <HoldButton onConfirm={() => toast('Confirmed.')}>Hold to install</HoldButton>
          <HoldButton look="danger" onConfirm={() => toast('Confirmed.')}>
            Hold to forget the key
          </HoldButton>
          <HoldButton onConfirm={() => undefined} why_not="Another job holds this machine.">
            Hold to install
          </HoldButton>
        </div>
      </Section>
      <Section title="Jobs">
        <JobTimeline
          job={sampleJob}
          output={[{ number: 1, step: 'fetch', text: 'Fetching 412 of 664 MB' }]}
          lines_total={1}
          lost={false}
        />
        <JobVerdict job={sampleFailure} />
      </Section>
    </>
  );
}
