// The wizard and the jobs in every state that they can be looked at in.
import type {
  GatewayCandidates,
  Job,
  OpsPreview,
  PrerequisiteReport,
  SetupReport,
  SetupState,
  SetupStep,
} from '@moltbot-ops/sdk/types';
import { configAnswers } from './fake-config.ts';
import { ago, cancelled, digest, failed, job_id, output, retrying, running, succeeded, waiting } from './job-scenes.ts';
import { type Scene, scenes } from './scenes.ts';

export const choice = {
  place: 'local' as const,
  method: 'docker' as const,
  channel: 'stable' as const,
  version: null,
  port: null,
};
export const sshChoice = { ...choice, place: 'ssh' as const, host: 'vps.example.org', ssh_port: 22, username: 'ops' };

export function stateAt(step: SetupStep, more: Partial<SetupState> = {}): SetupState {
  return {
    revision: 12,
    step,
    furthest_step: step,
    choice: step === 'choose' ? null : choice,
    prerequisites: null,
    install_job_id: null,
    apply_job_id: null,
    draft: null,
    completed_at: null,
    updated_at: ago(20),
    ...more,
  };
}

export const checks = (blocked: boolean): PrerequisiteReport => ({
  host: 'this machine',
  method: 'docker',
  ready: !blocked,
  checked_at: ago(9),
  checks: [
    { check: 'supported_system', title: 'System', outcome: 'ok', message: 'Debian GNU/Linux 12, x64.' },
    { check: 'memory', title: 'Memory', outcome: 'ok', message: '15.5 GB, of which 9.1 GB are free.' },
    {
      check: 'disk_space',
      title: 'Disk',
      outcome: 'warning',
      message: 'Docker’s disk has 4.1 GB free; an update needs room for two images.',
      next_step: 'Remove images that nobody uses: `docker image prune`.',
      evidence: [{ label: '/var/lib/docker', value: '4.1 GB free of 40 GB' }],
    },
    blocked
      ? {
          check: 'port_free',
          title: 'Port',
          outcome: 'blocker',
          message: 'Port 18789 is held by another program.',
          next_step:
            'Stop it, or choose another port under More on the first page. `ss -ltnp sport = :18789` names it.',
          evidence: [{ label: 'held by', value: 'python3 (process 4211, user ops)' }],
        }
      : { check: 'port_free', title: 'Port', outcome: 'ok', message: '18789 is free on loopback.' },
    {
      check: 'docker_engine',
      title: 'Docker',
      outcome: 'ok',
      message: 'Engine 28.3.1 answers, and this user may use it.',
    },
    {
      check: 'existing_gateway',
      title: 'Other gateways',
      outcome: 'ok',
      message: 'None is here, and none is kept alive by anybody.',
    },
    { check: 'clock_sane', title: 'Clock', outcome: 'ok', message: 'Within a second of the registry’s.' },
    { check: 'registry_reachable', title: 'Registry', outcome: 'ok', message: 'Answers in 84 ms.' },
    {
      check: 'user_service',
      title: 'User services',
      outcome: 'skipped',
      message: 'Docker keeps it alive, so none is needed.',
    },
  ],
});

export const preview: OpsPreview = {
  action: 'install_local',
  confirmation_token: 'token',
  expires_in_seconds: 120,
  impact: {
    summary: 'Installs OpenClaw 2026.9.6 in a container and starts it.',
    host: 'this machine',
    changes: [
      {
        kind: 'download',
        target: 'openclaw/openclaw:2026.9.6',
        detail: 'The image, 664 MB, checked against its digest.',
      },
      { kind: 'create', target: '/home/ops/.openclaw', detail: 'The state directory, readable by its owner alone.' },
      {
        kind: 'write',
        target: '/home/ops/.openclaw/openclaw.json',
        detail: 'A first configuration with a token of its own.',
      },
      {
        kind: 'write',
        target: '/home/ops/.openclaw/compose.yaml',
        detail: 'The same container for `docker compose`, to keep.',
      },
      {
        kind: 'create',
        target: 'openclaw-gateway',
        detail: 'The container: at most 2 GB of memory, logs up to 30 MB.',
      },
      { kind: 'open', target: '127.0.0.1:18789', detail: 'For this machine only.' },
      { kind: 'start', target: 'openclaw-gateway', detail: 'And starts again by itself after a crash or a reboot.' },
    ],
    interrupts: null,
    duration_seconds: 80,
    backup: null,
    undo: 'Cancelling takes every step back. Later: `docker rm -f openclaw-gateway`; the state directory stays.',
    release: { channel: 'stable', version: '2026.9.6', source: 'openclaw/openclaw@sha256:9f2c41d0…', digest },
  },
  blockers: [],
};

const applyPreview: OpsPreview = {
  ...preview,
  action: 'config_apply',
  impact: {
    summary: 'Changes 3 settings and restarts the gateway.',
    host: 'this machine',
    changes: [
      {
        kind: 'write',
        target: '/home/ops/.openclaw/openclaw.json',
        detail: 'The configuration; comments and order stay.',
      },
      { kind: 'restart', target: 'openclaw-gateway', detail: 'Because `gateway.port` is read at the start alone.' },
    ],
    interrupts: 'Messages wait about 20 s while the gateway restarts.',
    duration_seconds: 25,
    backup: 'The former configuration, as bkp_01j9x3aa.',
    undo: 'It comes back by itself when the gateway is not well within 90 s. Later: restore bkp_01j9x3aa.',
    config_changes: [
      {
        path: 'agents.defaults.model.primary',
        kind: 'added',
        after: 'anthropic/claude-sonnet-5',
        sensitive: false,
        reload: 'hot',
      },
      {
        path: 'channels.telegram.botToken',
        kind: 'added',
        after: '__MOLTBOT_OPS_KEPT__',
        sensitive: true,
        reload: 'hot',
      },
      { path: 'gateway.port', kind: 'changed', before: 18789, after: 18790, sensitive: false, reload: 'restart' },
    ],
  },
};

export const candidates: GatewayCandidates = {
  gateways: [
    {
      gateway_id: 'gwy_1',
      profile: 'openclaw',
      running: true,
      managed: false,
      version: '2026.9.6',
      config_path: '/home/ops/.openclaw/openclaw.json',
      port: 18789,
      pid: 2204,
      service_manager: 'systemd-user',
      findings: ['A second unit, openclaw-old.service, would start it too after a reboot.'],
    },
    {
      gateway_id: 'gwy_2',
      profile: 'clawdbot',
      running: false,
      managed: false,
      version: '2026.1.4',
      state_directory: '/home/ops/.clawdbot',
      service_manager: 'none',
      findings: [],
    },
  ],
};

export const report: SetupReport = {
  generated_at: ago(4),
  markdown: '# Setup report\n',
  sections: [
    {
      title: 'Gateway',
      facts: [
        { label: 'Version', value: '2026.9.6' },
        { label: 'Channel', value: 'stable' },
        { label: 'Image', value: `openclaw/openclaw@${digest}` },
        { label: 'Kept alive by', value: 'Docker, unless stopped' },
      ],
    },
    {
      title: 'Where things lie',
      facts: [
        { label: 'State', value: '/home/ops/.openclaw' },
        { label: 'Configuration', value: '/home/ops/.openclaw/openclaw.json' },
        { label: 'Compose file', value: '/home/ops/.openclaw/compose.yaml' },
        { label: 'Address', value: '127.0.0.1:18789' },
      ],
    },
    {
      title: 'Checks',
      facts: [
        { label: 'Before', value: '8 fine, 1 worth knowing' },
        { label: 'After', value: 'It answers, and its configuration is valid.' },
      ],
    },
  ],
};

export const hostKey = {
  host: 'vps.example.org',
  port: 22,
  key_type: 'ssh-ed25519',
  fingerprint: 'SHA256:uNiVztksCsDhcc0u9e8BrNXVXDNhPzK3kZ1VQ7dT2hE',
  trust: 'unknown',
};

/** A scene with the wizard at one page. */
export function at(state: SetupState, job: Job | null = null, more: Record<string, unknown> = {}): Scene {
  const base = state.step === 'report' || state.step === 'run' ? scenes.running : scenes.not_installed;
  return {
    ...base,
    answers: {
      ...base.answers,
      ...configAnswers,
      'GET /setup': state,
      'PUT /setup': state,
      'GET /setup/gateways': { gateways: [] },
      'POST /setup/prerequisites': checks(false),
      'POST /ops/preview': preview,
      'GET /setup/report': report,
      'GET /jobs': {
        jobs: [running, failed, succeeded, cancelled].map((one, index) => ({ ...one, job_id: `${job_id}${index}` })),
      },
      ...(job ? { [`GET /jobs/${job_id}`]: job } : {}),
      ...more,
    },
    streams: { [`/jobs/${job_id}/events`]: output },
  };
}

export const ready = { prerequisites: checks(false) };
export const installed = { ...ready, install_job_id: job_id };

export const setupScenes = {
  choose: at(stateAt('choose')),
  adopt: at(stateAt('choose', { choice: { place: 'adopt', channel: 'stable', gateway_id: 'gwy_1' } }), null, {
    'GET /setup/gateways': candidates,
  }),
  adopting: at(stateAt('install', { choice: { place: 'adopt', channel: 'stable', gateway_id: 'gwy_1' } }), null, {
    'GET /setup/gateways': candidates,
  }),
  hostKey: at(stateAt('choose', { choice: sshChoice }), null, { 'POST /ssh/host-key': hostKey }),
  hostKeyPinned: at(stateAt('choose', { choice: sshChoice }), null, {
    'POST /ssh/host-key': { ...hostKey, trust: 'pinned' },
  }),
  hostKeyChanged: at(stateAt('choose', { choice: sshChoice }), null, {
    'POST /ssh/host-key': {
      ...hostKey,
      trust: 'changed',
      pinned_fingerprint: 'SHA256:2mYdmV9kPqpQyJbB3nTgC1L8sZrFhW0xE6uKoAaXv4c',
    },
  }),
  checksReady: at(stateAt('prerequisites', ready)),
  checksBlocked: at(stateAt('prerequisites', { prerequisites: checks(true) }), null, {
    'POST /setup/prerequisites': checks(true),
  }),
  preview: at(stateAt('install', ready)),
  running: at(stateAt('install', installed), running),
  retrying: at(stateAt('install', installed), retrying),
  failed: at(stateAt('install', installed), failed),
  cancelled: at(stateAt('install', installed), cancelled),
  waiting: at(stateAt('install', { ...installed, choice: sshChoice }), waiting),
  succeeded: at(stateAt('install', installed), succeeded),
  apply: at(stateAt('run', { ...installed, draft: { gateway: { port: 18790 } } }), null, {
    'POST /ops/preview': applyPreview,
  }),
  applied: at(stateAt('run', { ...installed, apply_job_id: job_id }), {
    ...succeeded,
    kind: 'config_apply',
    title: 'Put the configuration into force',
    result: null,
  }),
  report: at(stateAt('report', { ...installed, apply_job_id: job_id }), succeeded),
  configure: at(stateAt('configure', installed), succeeded),
  validate: at(stateAt('validate', installed), succeeded),
} satisfies Record<string, Scene>;

export const jobScene: Scene = at(stateAt('choose'), running);
export const jobRoute = `/runs?job=${job_id}`;
