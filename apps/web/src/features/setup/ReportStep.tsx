import type { SetupReport } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { setupReportQuery } from '../../api/setup.ts';
import { Button, CopyButton } from '../../ui/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { GatewayCard } from './GatewayCard.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** What there is now, to read, to file, and to go on from. */
export function ReportStep({ wizard }: { wizard: Wizard }) {
  const report = useQuery(setupReportQuery);
  const missing = report.error && 'status' in report.error && report.error.status === 404;
  return (
    <StepFrame
      wizard={wizard}
      verb={null}
      end={
        <Link to="/" className="btn btn-go">
          Go to Overview
        </Link>
      }
    >
      <GatewayCard linked={false} />
      {report.error && !missing && (
        <ErrorState
          title="The report could not be read"
          message={report.error.message}
          action={<Button onClick={() => void report.refetch()}>Read again</Button>}
        />
      )}
      {missing && <EmptyState title="There is no report yet.">It is written when a setup comes to its end.</EmptyState>}
      {!report.data && !report.error && <Skeleton lines={[40, 90, 84, 60]} label="Reading the report" />}
      {report.data && <Paper report={report.data} />}
    </StepFrame>
  );
}

function Paper({ report }: { report: SetupReport }) {
  const day = report.generated_at.slice(0, 10);
  return (
    <article className="sheet paper">
      <header className="paper-head">
        <h2>Setup report</h2>
        <div className="paper-actions">
          <Button size="sm" onClick={() => save(`setup-report-${day}.md`, report.markdown, 'text/markdown')}>
            <Download size={14} aria-hidden="true" />
            Markdown
          </Button>
          <Button
            size="sm"
            onClick={() => save(`setup-report-${day}.json`, JSON.stringify(report, null, 2), 'application/json')}
          >
            <Download size={14} aria-hidden="true" />
            JSON
          </Button>
          <CopyButton text={report.markdown} label="Copy text" />
        </div>
      </header>
      {report.sections.map((section) => (
        <section key={section.title} className="paper-section">
          <h3>{readable(section.title)}</h3>
          <dl className="facts">
            {section.facts.map((fact, index) => (
              // Two facts may bear one label, and their order never changes.
              <div key={`${index}-${fact.label}`}>
                <dt>{fact.label}</dt>
                <dd className={looksTechnical(fact.value) ? 'mono' : undefined}>{readable(fact.value)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </article>
  );
}

/** Paths, digests, versions and addresses are set as machine text. */
function looksTechnical(value: string): boolean {
  return /^[/~@\w][^\s]*[/:@.\d][^\s]*$/.test(value);
}

/** Moments of the report are for machines; here they are set for people, in the same zone. */
function readable(value: string): string {
  return value.replace(/\b(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z/g, '$1 $2 UTC');
}

/** Hands a text to the browser as a file. Nothing is sent anywhere. */
function save(name: string, text: string, type: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The download has its own hold of the text by the time that this task is over.
  setTimeout(() => URL.revokeObjectURL(address), 0);
}
