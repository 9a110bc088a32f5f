// What was set up, as data and as Markdown: gathered from the wizard, its jobs, its checks and the gateway's status. It is
// made to be filed and shown around: every text passes the redactor, and nothing in it is markup of somebody else.
import type { Evidence, Job, MoltBotStatus, ReportSection, SetupReport } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import type { SetupFacts } from './wizard-state.ts';

export interface ReportSources {
  wizard: SetupFacts;
  install_job: Job | null;
  apply_job: Job | null;
  status: MoltBotStatus;
  /** What stays on machines that are not looked after any more, one sentence each. */
  left_behind: readonly string[];
  agent_version: string;
  now_ms: number;
  redact: (text: string) => string;
}

/** Throws `setup_nothing_yet` where the wizard has not begun. */
export function makeSetupReport(sources: ReportSources): SetupReport {
  const { wizard, install_job, apply_job, redact } = sources;
  if (wizard.choice === null && install_job === null && apply_job === null) throw new AppError('setup_nothing_yet');
  const generated_at = new Date(sources.now_ms).toISOString();
  const sections = [
    describeChoice(sources),
    describeGateway(sources.status),
    ...(install_job
      ? [describeJob('Installation', install_job), describeSteps('Steps of the installation', install_job)]
      : []),
    ...describeChecks(wizard),
    ...(apply_job
      ? [describeJob('Configuration', apply_job), describeSteps('Steps of the configuration', apply_job)]
      : []),
    describeWayBack(sources),
  ]
    .filter(({ facts }) => facts.length > 0)
    .map(({ title, facts }) => ({
      title,
      facts: facts.map(({ label, value }) => ({ label: redact(label), value: redact(value) })),
    }));
  return { generated_at, sections, markdown: toMarkdown(generated_at, sections) };
}

const fact = (label: string, value: unknown): Evidence[] =>
  value === null || value === undefined || value === '' ? [] : [{ label, value: textOf(value) }];

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join(', ');
  if (value === true) return 'yes';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const places = { local: 'this machine', ssh: 'another machine over SSH', adopt: 'a gateway that was here already' };

function describeChoice({ wizard, install_job, agent_version }: ReportSources): ReportSection {
  const { choice, completed_at } = wizard;
  return {
    title: 'What was chosen',
    facts: [
      ...fact('Place', choice && places[choice.place]),
      ...fact('Machine', install_job && sayMachine(install_job.host)),
      ...fact('Method', choice?.method),
      ...fact('Releases', choice && (choice.version ?? choice.channel)),
      ...fact('Finished', completed_at),
      ...fact('Agent', `MoltBot Ops ${agent_version}`),
    ],
  };
}

/** `user@host:22` would be taken for somebody's address and masked. */
const sayMachine = (host: string): string => host.replace(/^([^@]+)@(.+)$/, '$2 (account $1)');

function describeGateway(status: MoltBotStatus): ReportSection {
  return {
    title: 'The gateway now',
    facts: [
      ...fact('State', status.state ?? (status.running ? 'running' : 'stopped')),
      ...fact('Version', status.version),
      ...fact('Kept alive by', status.service_manager),
      ...fact('Configuration', status.config_path),
      ...fact('Connected', status.gateway_connected ? 'yes' : 'no'),
      ...(status.reasons ?? []).flatMap(({ code, message }) => fact(`Reason ${code}`, message)),
    ],
  };
}

function describeJob(title: string, job: Job): ReportSection {
  return {
    title,
    facts: [
      ...fact('Job', `${job.title} (${job.job_id})`),
      ...fact('Outcome', job.state),
      ...fact('Began', job.started_at),
      ...fact('Ended', job.finished_at),
      ...Object.entries(job.result ?? {}).flatMap(([name, value]) =>
        saysNothing(value) ? [] : fact(labelOf(name), value),
      ),
      ...(job.error ? fact(`Error ${job.error.code}`, `${job.error.message} ${job.error.next_step}`) : []),
      ...fact('Audit record', job.audit_event_id),
    ],
  };
}

/** What did not happen is no news in a report that is filed. */
const saysNothing = (value: unknown): boolean => value === false || (Array.isArray(value) && value.length === 0);

/** `config_path` as people write it. */
function labelOf(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describeSteps(title: string, job: Job): ReportSection {
  return {
    title,
    facts: job.steps.map((step) => {
      const seen = step.evidence.map(({ label, value }) => `${label}: ${value}`).join('; ');
      return { label: step.title, value: seen ? `${step.state} (${seen})` : step.state };
    }),
  };
}

function describeChecks({ prerequisites }: SetupFacts): ReportSection[] {
  if (!prerequisites) return [];
  const facts = prerequisites.checks.map((check) => ({
    label: check.title,
    value: `${check.outcome}: ${check.message}`,
  }));
  return [{ title: `Checks before the installation, ${prerequisites.checked_at}`, facts }];
}

function describeWayBack({ install_job, apply_job, left_behind }: ReportSources): ReportSection {
  const backup = apply_job?.result?.backup_id;
  return {
    title: 'How to go back',
    facts: [
      ...(install_job?.state === 'succeeded'
        ? fact(
            'The gateway',
            `${sayRemoval(install_job.result)} Its state and configuration are yours and stay until you remove them.`,
          )
        : []),
      ...(install_job?.remains ?? []).flatMap((sentence) => fact('Left by the installation', sentence)),
      ...fact('Backup of the configuration', backup),
      ...(apply_job?.remains ?? []).flatMap((sentence) => fact('Left by the configuration', sentence)),
      ...left_behind.flatMap((sentence) => fact('Left by former watching', sentence)),
      ...fact(
        'Watching',
        'Remove the device MoltBot Ops in the gateway’s list of devices, and the agent sees nothing of it any more.',
      ),
    ],
  };
}

const sayRemoval = (result: Job['result']): string =>
  typeof result?.container === 'string'
    ? `Stop and remove its container: docker rm -f ${result.container}.`
    : 'Stop what keeps it alive, then remove what the installation lists above.';

function toMarkdown(generated_at: string, sections: ReportSection[]): string {
  const parts = sections.map(({ title, facts }) =>
    [
      `## ${toPlain(title)}`,
      '',
      '| What | Found |',
      '| --- | --- |',
      ...facts.map(({ label, value }) => `| ${toPlain(label)} | ${toPlain(value)} |`),
    ].join('\n'),
  );
  return ['# Setup report', `Made by MoltBot Ops, ${generated_at}.`, ...parts].join('\n\n').concat('\n');
}

/** Text of others as text: on one line, and no markup in it. */
function toPlain(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: naming control characters is the point here
      .replace(/[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ')
      .replace(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`)
  );
}
