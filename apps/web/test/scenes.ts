import type {
  Device,
  GatewayState,
  JobEvent,
  MoltBotStatus,
  StatusReason,
  Timeline,
  TimelineMark,
  TimelineSpan,
} from '@moltbot-ops/sdk/types';

export interface Scene {
  name: string;
  status(): MoltBotStatus;
  /** By `METHOD /path`; a value with a `code` is answered as an error. */
  answers: Record<string, unknown>;
  statuses?: Record<string, number>;
  pending_count?: number;
  /** What the stream of a job tells, by path. */
  streams?: Record<string, JobEvent[]>;
}

const minute = 60_000;
const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * minute).toISOString();

export const thisBrowser: Device = {
  device_id: 'dev_0a1b2c3d4e',
  name: 'Chrome on Linux',
  role: 'owner',
  created_at: at(60 * 26),
  last_seen_at: at(0),
  revoked_at: null,
  current: true,
};

const devices: Device[] = [
  {
    ...thisBrowser,
    device_id: 'dev_9z8y7x6w5v',
    name: 'Safari on iPhone',
    role: 'viewer',
    current: false,
    created_at: at(300),
    last_seen_at: at(12),
  },
  thisBrowser,
  {
    ...thisBrowser,
    device_id: 'dev_1111aaaa22',
    name: 'Firefox on Mac',
    role: 'admin',
    current: false,
    created_at: at(60 * 90),
    last_seen_at: null,
  },
  {
    ...thisBrowser,
    device_id: 'dev_3333bbbb44',
    name: 'Old tablet',
    role: 'viewer',
    current: false,
    revoked_at: at(600),
  },
];

const channels = [
  { channel: 'telegram', label: 'Telegram', state: 'up' as const, detail: null },
  { channel: 'discord', label: 'Discord', state: 'up' as const, detail: null },
  { channel: 'whatsapp', label: 'WhatsApp', state: 'up' as const, detail: null },
];

function statusOf(state: GatewayState, change: Partial<MoltBotStatus> = {}): MoltBotStatus {
  const running = ['running', 'degraded', 'starting'].includes(state);
  return {
    installed: state !== 'not_installed',
    running,
    version: state === 'not_installed' ? null : '2026.9.6',
    service_manager: state === 'not_installed' ? 'none' : 'systemd-user',
    config_path: state === 'not_installed' ? null : '/home/ops/.openclaw/openclaw.json',
    last_start_time: running ? at(952) : null,
    restart_count_24h: 2,
    gateway_connected: state === 'running' || state === 'degraded',
    state,
    state_since: at(running ? 952 : 3),
    reasons: [],
    uptime_seconds: running ? 952 * 60 : null,
    versions: { cli: '2026.9.6', running: running ? '2026.9.6' : null, unit: '2026.9.6' },
    channels: state === 'not_installed' ? [] : channels,
    profile: 'openclaw',
    watcher: {
      source: running ? 'websocket' : 'process',
      state: running ? 'connected' : 'unreachable',
      scopes: ['operator.read'],
    },
    observed_at: at(0),
    port: 18789,
    ...change,
  };
}

function span(state: GatewayState, from: number, to: number): TimelineSpan {
  return { state, from: at(from), to: at(to) };
}

const marks = (): TimelineMark[] => [
  { at: at(1290), kind: 'agent', message: 'The agent started.', severity: 'info' },
  { at: at(1178), kind: 'access', message: 'A device was paired.', severity: 'ok' },
  { at: at(972), kind: 'state', message: 'The gateway process ended.', severity: 'error' },
  { at: at(954), kind: 'boot', message: 'The gateway started (2026.9.6).', severity: 'ok' },
  { at: at(952), kind: 'state', message: 'The gateway is running.', severity: 'ok' },
  { at: at(540), kind: 'access', message: 'A device was paired.', severity: 'ok' },
  { at: at(410), kind: 'state', message: 'Discord is down.', severity: 'warning' },
  { at: at(371), kind: 'state', message: 'Discord is up again.', severity: 'ok' },
];

function timelineOf(state: GatewayState): Timeline {
  const spans = [
    span('running', 1290, 972),
    span('stopped', 972, 954),
    span('starting', 954, 952),
    span('running', 952, 410),
    span('degraded', 410, 371),
    span('running', 371, state === 'running' ? 0 : 3),
  ];
  const end = { running: [], stopped: [state] }[state as 'running'] ?? [state];
  const last: TimelineMark[] =
    state === 'running' ? [] : [{ at: at(3), kind: 'state', message: 'The state changed.', severity: 'warning' }];
  return {
    from: at(1440),
    to: at(0),
    spans: [...spans, ...end.map((one) => span(one, 3, 0))],
    marks: [...marks(), ...last],
  };
}

function scene(
  name: string,
  state: GatewayState,
  change: Partial<MoltBotStatus> = {},
  timeline?: () => Timeline,
): Scene {
  const status = () => statusOf(state, change);
  return {
    name,
    status,
    answers: {
      'GET /session': { device: thisBrowser, csrf_token: 'csrf', expires_in_seconds: 900 },
      'GET /moltbot/status': status,
      'GET /timeline': timeline ?? (() => timelineOf(state)),
      'GET /devices': { devices },
      'GET /system/info': {
        os: 'Debian GNU/Linux',
        os_version: '12',
        arch: 'x64',
        cpu_cores: 4,
        memory_bytes: 16_600_000_000,
        disk_free_bytes: 46_200_000_000,
        hostname: 'harbour',
        agent_version: '0.1.0',
        uptime_seconds: 77_000,
      },
      'GET /system/checks': {
        checks: [
          { check: 'state_directory', outcome: 'ok', message: 'The state directory is private (0700).' },
          {
            check: 'secret_store',
            outcome: 'warning',
            message: 'No OS secret store answers, so the signing key lies in a 0600 file.',
            next_step: 'Run the agent inside a desktop session, or unlock the keyring before it starts.',
          },
          { check: 'audit_ledger', outcome: 'ok', message: 'The audit chain holds, 41 records.' },
        ],
      },
      'GET /audit': {
        records: [
          record(41, 'device.updated', 'done', 'dev_0a1b2c3d4e', 'dev_9z8y7x6w5v'),
          record(40, 'pairing.redeemed', 'allowed', 'stranger', 'dev_9z8y7x6w5v'),
          { ...record(39, 'pairing.redeemed', 'refused', 'stranger', null), reason: 'pairing_code_invalid', count: 3 },
          record(38, 'pairing.approved', 'done', 'host', null),
          record(37, 'session.refreshed', 'allowed', 'dev_0a1b2c3d4e', null),
        ],
      },
      'POST /pair/invite': {
        pairing_code: 'K7QF3-2MXW9',
        expires_in_seconds: 180,
        url: 'http://127.0.0.1:7337/pair#K7QF3-2MXW9',
        role: 'viewer',
      },
    },
  };
}

function record(index: number, event: string, outcome: string, actor: string, subject: string | null) {
  return {
    audit_event_id: `aud_${index}`,
    index,
    at: at((42 - index) * 7),
    event,
    outcome,
    actor,
    subject,
    hash: `${index}c9f1e07ab`.repeat(4),
  };
}

const reason = (code: string, message: string, next_step: string, evidence: string[]): StatusReason => ({
  code,
  message,
  next_step,
  evidence,
});

export const scenes = {
  running: scene('running', 'running'),
  degraded: {
    ...scene('degraded', 'degraded', {
      reasons: [
        reason(
          'channel_down',
          'Telegram refuses the bot token.',
          'Enter a new token for Telegram in `~/.openclaw/openclaw.json`; the gateway itself is well and needs no restart.',
          ['13:12:31 telegram 401 Unauthorized lifecycle=blocked'],
        ),
        reason(
          'version_skew',
          'The binary is newer than the running process.',
          'Restart the gateway when it suits: `openclaw gateway restart`.',
          ['binary 2026.9.6', 'running 2026.9.5'],
        ),
      ],
      channels: [
        { channel: 'telegram', label: 'Telegram', state: 'down', detail: '401 Unauthorized' },
        ...channels.slice(1),
      ],
      versions: { cli: '2026.9.6', running: '2026.9.5', unit: '2026.9.6' },
    }),
    pending_count: 1,
  },
  stopped: scene('stopped', 'stopped', {
    reasons: [
      reason(
        'config_invalid',
        'The gateway refuses its configuration (exit 78).',
        'Mend the named field, then `openclaw config validate` and `openclaw gateway start`.',
        ['Invalid config at gateway.port: expected number, received string', 'exit code 78, 13:12:31'],
      ),
    ],
  }),
  starting: scene('starting', 'starting', {
    state_since: at(0.3),
    last_start_time: at(0.3),
    uptime_seconds: 18,
    version: '2026.9.6',
  }),
  crash_loop: scene('crash_loop', 'crash_loop', {
    restart_count_24h: 9,
    reasons: [
      reason(
        'crash_loop',
        'The gateway died five times in four minutes.',
        'Look at its last lines before starting it again: `journalctl --user -u openclaw-gateway -n 50`.',
        ['start-limit-hit', 'status=1/FAILURE'],
      ),
    ],
  }),
  not_installed: scene(
    'not_installed',
    'not_installed',
    {
      restart_count_24h: 0,
      reasons: [
        reason(
          'not_installed',
          'No gateway was found on this machine.',
          'Install one: `npm install -g openclaw`, then `openclaw onboard`. The agent will see it within seconds.',
          ['searched PATH, systemd units, containers'],
        ),
      ],
    },
    () => ({
      from: at(1440),
      to: at(0),
      spans: [span('not_installed', 6, 0)],
      marks: [{ at: at(6), kind: 'agent', message: 'The agent started.', severity: 'info' }],
    }),
  ),
} satisfies Record<string, Scene>;

const refusedStatuses = {
  unauthenticated: 401,
  approval_pending: 401,
  too_many_pending: 429,
  pairing_code_invalid: 401,
  too_many_guesses: 429,
};
const stranger = {
  'GET /session': { code: 'unauthenticated', message: 'This needs a paired device.' },
  'POST /session/refresh': { code: 'unauthenticated', message: 'This needs a paired device.' },
};

export const pairScenes = {
  waiting: {
    ...scenes.running,
    statuses: refusedStatuses,
    answers: {
      ...stranger,
      'POST /pair/start': { pairing_code: 'K7QF3-2MXW9', expires_in_seconds: 180 },
      'POST /pair/claim': { code: 'approval_pending', message: 'The code waits for approval.' },
    },
  },
  crowded: {
    ...scenes.running,
    statuses: refusedStatuses,
    answers: {
      ...stranger,
      'POST /pair/start': {
        code: 'too_many_pending',
        message: 'Five pairing codes wait already. Approve one, or wait until one expires.',
      },
      'POST /pair/claim': {
        code: 'pairing_code_invalid',
        message: 'No live pairing code matches. Ask for a new code and try again.',
      },
    },
  },
} satisfies Record<string, Scene>;
