// A configuration for the stand-in agent: the real schema's fields, a file with secrets, and verdicts that look real.
import type {
  ChannelProbe,
  ConfigChange,
  ConfigDiff,
  ConfigDocument,
  ConfigFields,
  ConfigValidationResult,
  OpsPreview,
} from '@moltbot-ops/sdk/types';
import { listFields } from '../../../packages/agent/src/config/fields.ts';
import { readBundled } from '../../../packages/agent/src/config/schema-snapshot.ts';
import { applyPatch, listChanges } from '../src/ui/config/merge.ts';
import { formatPath, type Tree, valueAt } from '../src/ui/config/tree.ts';

const kept = '__MOLTBOT_OPS_KEPT__';

export const sampleRaw = `// Harbour gateway. Ask before changing the port: the proxy knows it.
{
  gateway: {
    mode: 'local',
    port: 18789, // also in the proxy
    bind: 'loopback',
    auth: { mode: 'token', token: '${kept}' },
  },
  agents: {
    defaults: {
      model: { primary: 'anthropic/claude-sonnet-4-6' },
    },
  },
  models: {
    providers: {
      anthropic: { apiKey: { source: 'env', provider: 'default', id: 'ANTHROPIC_API_KEY' } },
    },
  },
  channels: {
    telegram: {
      enabled: true,
      botToken: '${kept}',
      dmPolicy: 'allowlist',
      allowFrom: ['tg:4711', 'tg:4712'],
    },
  },
  /* Rotation saved the disk in March. */
  logging: { level: 'info', maxFileBytes: 52428800 },
}
`;

const sampleConfig: Tree = {
  gateway: { mode: 'local', port: 18789, bind: 'loopback', auth: { mode: 'token', token: kept } },
  agents: { defaults: { model: { primary: 'anthropic/claude-sonnet-4-6' } } },
  models: { providers: { anthropic: { apiKey: { source: 'env', provider: 'default', id: 'ANTHROPIC_API_KEY' } } } },
  channels: { telegram: { enabled: true, botToken: kept, dmPolicy: 'allowlist', allowFrom: ['tg:4711', 'tg:4712'] } },
  logging: { level: 'info', maxFileBytes: 52_428_800 },
};

export const sampleDocument: ConfigDocument = {
  exists: true,
  path: '/home/ops/.openclaw/openclaw.json',
  hash: 'c0ffee',
  raw: sampleRaw,
  config: sampleConfig,
  valid: true,
  issues: [
    {
      path: 'channels.telegram.botToken',
      message: 'The token stands in the file in the clear.',
      severity: 'warning',
      layer: 'lint',
      rule: 'config_secret_in_file',
      next_step: 'Replace it here; the new one goes to the secret store.',
    },
  ],
  secrets: [
    { path: 'gateway.auth.token', source: 'store', reference: 'GATEWAY_TOKEN', resolved: true },
    { path: 'models.providers.anthropic.apiKey', source: 'env', reference: 'ANTHROPIC_API_KEY', resolved: false },
    { path: 'channels.telegram.botToken', source: 'literal', reference: null, resolved: true },
  ],
  includes: [],
  managed_by: 'live',
  secret_targets: ['store', 'env', 'file'],
};

let reading: Promise<ConfigFields> | undefined;

/** The real fields, laid flat once. */
export function sampleFields(): Promise<ConfigFields> {
  reading ??= readBundled().then((snapshot) => ({
    source: 'live',
    version: snapshot.version,
    hash: snapshot.hash,
    fields: listFields(snapshot),
  }));
  return reading;
}

const isObject = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const configIn = (body: unknown): Tree => (isObject(body) && isObject(body.config) ? body.config : {});

function judge(body: unknown): ConfigValidationResult {
  const config = configIn(body);
  const port = valueAt(config, ['gateway', 'port']);
  const errors: ConfigValidationResult['errors'] =
    port === undefined || (typeof port === 'number' && port > 0 && port < 65_536)
      ? []
      : [
          {
            path: 'gateway.port',
            message: 'Invalid input: expected a port from 1 to 65535.',
            severity: 'error',
            layer: 'schema',
          },
        ];
  const exposed = valueAt(config, ['gateway', 'bind']) === 'lan';
  const warnings: ConfigValidationResult['warnings'] = exposed
    ? [
        {
          path: 'gateway.bind',
          message: 'The gateway listens on every interface of this machine.',
          severity: 'warning',
          layer: 'lint',
          rule: 'config_exposure',
          next_step: 'Keep `loopback` and reach it over SSH or a tailnet.',
        },
      ]
    : [];
  return {
    valid: errors.length === 0,
    errors,
    warnings,
    layers: [
      { layer: 'syntax', asked: true, detail: 'JSON5' },
      { layer: 'schema', asked: true, detail: 'openclaw 2026.9.6' },
      { layer: 'gateway', asked: true, detail: 'the running gateway' },
      { layer: 'lint', asked: true, detail: '19 rules' },
    ],
  };
}

function changesOf(body: unknown): ConfigChange[] {
  return listChanges(sampleConfig, configIn(body)).map((change) => {
    const path = formatPath(change.path);
    const sensitive = /token|apiKey/i.test(path);
    const hide = (value: unknown) => (sensitive && typeof value === 'string' ? kept : value);
    return {
      path,
      kind: change.kind,
      ...(change.before === undefined ? {} : { before: hide(change.before) }),
      ...(change.after === undefined ? {} : { after: hide(change.after) }),
      sensitive,
      reload: path.startsWith('gateway.') ? 'restart' : 'hot',
    };
  });
}

function preview(body: unknown): OpsPreview {
  const changes = changesOf(isObject(body) ? body.params : {});
  return {
    action: 'config_apply',
    confirmation_token: 'cnf_sample',
    expires_in_seconds: 120,
    impact: {
      summary: `Puts ${changes.length} changed fields into force.`,
      host: 'this machine',
      changes: [
        { kind: 'write', target: '/home/ops/.openclaw/openclaw.json', detail: 'Comments and order stay.' },
        { kind: 'restart', target: 'openclaw-gateway.service', detail: 'The port is read at the start only.' },
      ],
      interrupts: 'Every chat for about 30 seconds, while the gateway restarts.',
      duration_seconds: 40,
      backup: 'The present file, as a backup that the agent keeps.',
      undo: 'Restore that backup, or apply the former values again.',
      config_changes: changes,
    },
    blockers: [],
  };
}

/** What the agent would say of a configuration; each answer may read the body that was sent. */
export const configAnswers: Record<string, unknown> = {
  'GET /config': sampleDocument,
  'GET /config/fields': () => sampleFields(),
  'POST /config/validate': (_: URL, body: unknown) => judge(body),
  'POST /config/channels/probe': (_: URL, body: unknown): ChannelProbe => ({
    channel: (body as { channel: string }).channel, // as the console sends it
    asked: true,
    detail: 'The gateway’s own program asked the provider.',
    accounts: [{ account: 'default', outcome: 'refused', detail: 'The provider refuses it: Unauthorized (401).' }],
  }),
  'POST /config/diff': (_: URL, body: unknown): ConfigDiff => ({
    hash: sampleDocument.hash,
    changes: changesOf(body),
    reload: 'restart',
    theirs: [],
    conflicts: [],
  }),
  'POST /ops/preview': (_: URL, body: unknown) => preview(body),
  'POST /config/apply': { applied: false, next_steps: [], job_id: 'job_5f0c2a9e' },
};

/** The same after somebody else has edited it. */
export const movedDocument: ConfigDocument = {
  ...sampleDocument,
  hash: 'decade',
  config: applyPatch(sampleConfig, { gateway: { port: 20_000 }, logging: { level: 'debug' } }),
  raw: sampleRaw.replace('18789', '20000').replace("'info'", "'debug'"),
};
