// What the agent answers of a poor machine, of a configuration with much to say about, and with names as long as they get.
import type { ConfigError, ConfigValidationResult, OpsPreview, PrerequisiteReport } from '@moltbot-ops/sdk/types';
import { checks, preview, report, sshChoice } from './setup-scenes.ts';
import { longJob, longPath } from './trouble-jobs.ts';

export const poor: PrerequisiteReport = {
  ...checks(true),
  host: 'ops@vps.example.org:22',
  checks: [
    { check: 'supported_system', title: 'System', outcome: 'ok', message: 'Ubuntu 20.04, x64.' },
    {
      check: 'memory',
      title: 'Memory',
      outcome: 'blocker',
      message: '961 MB in all; a gateway needs more than 2 GB.',
      next_step:
        'Give the machine more memory, or swap: `fallocate -l 4G /swapfile && mkswap /swapfile && swapon /swapfile`.',
      evidence: [
        { label: 'in all', value: '961 MB' },
        { label: 'free', value: '112 MB' },
        { label: 'swap', value: 'none' },
        { label: 'limit of the group', value: 'none' },
      ],
    },
    {
      check: 'disk_space',
      title: 'Disk',
      outcome: 'blocker',
      message: 'The home of ops has 212 MB free; the installation needs 3 GB.',
      next_step: 'Make room, or choose an account whose home has more.',
      evidence: [
        { label: '/home/ops', value: '212 MB free of 8.0 GB' },
        { label: '/tmp', value: '212 MB free of 8.0 GB' },
      ],
    },
    {
      check: 'port_free',
      title: 'Port',
      outcome: 'blocker',
      message: 'Port 18789 is held by another program.',
      next_step: 'Stop it, or choose another port under More on the first page. `ss -ltnp sport = :18789` names it.',
      evidence: [
        {
          label: 'held by',
          value: 'node /opt/somebody/else/with/a/very/long/path/to/its/entry/dist/server/index.js --port=18789',
        },
      ],
    },
    {
      check: 'docker_engine',
      title: 'Docker',
      outcome: 'blocker',
      message: 'An engine is there, but ops may not use it.',
      next_step: 'Let the account use it: `sudo usermod -aG docker ops`, then sign in anew.',
      evidence: [{ label: '/var/run/docker.sock', value: 'permission denied' }],
    },
    {
      check: 'registry_reachable',
      title: 'Registry',
      outcome: 'blocker',
      message: 'The registry does not answer: the name is not found.',
      next_step: 'Mend the machine’s name service or its proxy, then check again.',
    },
    {
      check: 'clock_sane',
      title: 'Clock',
      outcome: 'warning',
      message: 'It is 4 minutes behind.',
      next_step: 'Let the machine keep the time: `timedatectl set-ntp true`.',
    },
    {
      check: 'existing_gateway',
      title: 'Other gateways',
      outcome: 'warning',
      message: 'One is here already and does not run.',
      next_step: 'Adopt it instead, or go on: it is left as it is.',
    },
    {
      check: 'user_service',
      title: 'User services',
      outcome: 'skipped',
      message: 'Docker keeps it alive, so none is needed.',
    },
  ],
};

export const blocked: OpsPreview = {
  ...preview,
  confirmation_token: null,
  blockers: [
    {
      code: 'port_free',
      message: 'Port 18789 is held by another program since the check.',
      next_step: 'Stop it, or choose another port under More on the first page. `ss -ltnp sport = :18789` names it.',
      evidence: ['python3 (process 4211)'],
    },
  ],
};

const rules = ['config_exposure', 'config_secret_in_file', 'config_log_unbounded', 'config_heartbeat_costly'];
const warnings: ConfigError[] = Array.from({ length: 13 }, (_, index) => ({
  path:
    index % 3 === 2
      ? `agents.list.${index}.tools.exec.security.a.name.that.nobody.would.choose`
      : `channels.telegram.accounts.shop${index}.botToken`,
  message:
    index % 2 === 0
      ? 'Two accounts poll with one token; each takes messages from the other.'
      : 'The token stands in the file in the clear.',
  severity: 'warning',
  layer: 'lint',
  rule: rules[index % rules.length] ?? 'config_exposure',
  next_step: 'Give each account a token of its own.',
}));
export const errors: ConfigError[] = [
  {
    path: 'gateway.port',
    message: 'Invalid input: expected number, received string.',
    severity: 'error',
    layer: 'schema',
  },
  {
    path: 'models.providers.openai',
    message: 'Unrecognized key: “apikey”. Did you mean `apiKey`?',
    severity: 'error',
    layer: 'gateway',
  },
];
export const verdict = (found: ConfigError[]): ConfigValidationResult => ({
  valid: found.length === 0,
  errors: found,
  warnings,
  layers: [
    { layer: 'syntax', asked: true, detail: 'JSON5' },
    { layer: 'schema', asked: true, detail: 'openclaw 2026.9.6' },
    { layer: 'gateway', asked: false, detail: 'No gateway answers and no package is installed to ask.' },
    { layer: 'lint', asked: true, detail: '19 rules' },
  ],
});

export const longChoice = {
  ...sshChoice,
  host: 'a-machine-with-a-very-long-name.europe-west.customers.example.org',
  username: 'operations',
  version: '2026.9.6-beta.12+build.20260918',
};
export const longPreview: OpsPreview = {
  ...preview,
  impact: {
    ...preview.impact,
    host: longJob.host,
    changes: preview.impact.changes.map((change) => ({
      ...change,
      target: change.target.replace('/home/ops/.openclaw', longPath),
    })),
  },
};
export const longReport = {
  ...report,
  sections: report.sections.map((section) => ({
    ...section,
    facts: section.facts.map((fact) => ({ ...fact, value: fact.value.replace('/home/ops/.openclaw', longPath) })),
  })),
};
