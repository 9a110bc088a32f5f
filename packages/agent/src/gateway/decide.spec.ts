import { describe, expect, it } from 'vitest';
import type { ServiceFacts } from '../ports/service-manager.ts';
import { decide, silentBudgetMs, slowStartMs, startBudgetMs } from './decide.ts';
import type { EndFacts, Observations, WatchFacts } from './observation.ts';
import { reasonCodes } from './reasons.ts';

const watch: WatchFacts = {
  state: 'idle',
  scopes: [],
  refusal: null,
  version: null,
  boot_id: null,
  connected_ms: null,
  lost_ms: null,
  channels: [],
  live_config: null,
  shutdown: null,
  safe_mode: false,
};
const connected: WatchFacts = {
  ...watch,
  state: 'connected',
  scopes: ['operator.read'],
  version: '2026.9.6',
  boot_id: 'b1',
  connected_ms: 5_000,
  live_config: { valid: true, issues: [] },
};
const base: Observations = {
  install: {
    profile: 'openclaw',
    binary_path: '/bin/openclaw',
    version: '2026.9.6',
    config_path: '/h/openclaw.json',
    config_exists: true,
  },
  services: [],
  processes_visible: true,
  process: null,
  other_pids: [],
  unidentified_pid: null,
  port: 18789,
  port_stranger: null,
  probe: { kind: 'refused' },
  probe_for_ms: 1_000,
  watch,
  config: { state: 'ok', issues: [], has_credentials: true, auth_mode: 'token', mode: 'local' },
  validation: null,
  end: null,
  unclean_boots_10m: 0,
};
const process = (age_ms: number) => ({ pid: 7, started_at_ms: 0, age_ms });
const ended = (more: Partial<EndFacts>): EndFacts => ({ manner: 'unknown', exit_status: null, findings: [], ...more });
const unit = (more: Partial<ServiceFacts>): ServiceFacts => ({
  manager: 'systemd-user',
  unit: 'openclaw-gateway.service',
  answered: true,
  active_state: 'inactive',
  result: 'success',
  exit_status: null,
  restarts: 0,
  main_pid: null,
  started_at_ms: null,
  entry_path: null,
  version: null,
  host_port: null,
  ...more,
});
const none = { ...base.install, binary_path: null, version: null };
const issues = [{ path: 'gateway.port', message: 'expected number' }];
const refusal = (detail_code: string) => ({ detail_code, message: 'no' });
const ready = { kind: 'ready', version: '2026.9.6', failing: [] } as const;
const down = { channel: 'telegram', label: 'Telegram', state: 'down', detail: 'not connected' } as const;

const table: [name: string, facts: Partial<Observations>, state: string, codes: string[]][] = [
  ['nothing is there', { install: none }, 'not_installed', ['gateway_not_installed']],
  [
    'only old configuration is there',
    { install: { ...none, config_exists: true } },
    'not_installed',
    ['gateway_not_installed'],
  ],
  ['nothing was looked at yet', { probe: null }, 'unknown', ['first_look']],
  ['installed and never started', {}, 'stopped', ['gateway_stopped']],
  ['stopped cleanly', { end: ended({ manner: 'clean' }) }, 'stopped', ['gateway_stopped']],
  ['killed', { end: ended({ manner: 'abrupt' }) }, 'stopped', ['gateway_killed']],
  [
    'refused with an invalid configuration',
    { end: ended({ manner: 'refused' }), validation: { valid: false, issues } },
    'stopped',
    ['config_invalid', 'exit_78'],
  ],
  [
    'killed while the configuration is invalid',
    { end: ended({ manner: 'abrupt' }), validation: { valid: false, issues } },
    'stopped',
    ['config_invalid', 'gateway_killed'],
  ],
  [
    'configuration is no JSON5',
    { config: { ...base.config, state: 'not_json5', issues } },
    'stopped',
    ['config_invalid'],
  ],
  [
    'configuration is a directory',
    { config: { ...base.config, state: 'not_a_file' } },
    'stopped',
    ['config_unreadable'],
  ],
  ['status 78 by the unit', { services: [unit({ active_state: 'failed', exit_status: 78 })] }, 'stopped', ['exit_78']],
  [
    'status 78 for another gateway on the state',
    { end: ended({ manner: 'refused', exit_status: 78, findings: [{ code: 'state_locked', line: 'x' }] }) },
    'stopped',
    ['state_locked', 'exit_78'],
  ],
  [
    'an old complaint about a configuration that is valid now',
    {
      end: ended({ manner: 'abrupt', findings: [{ code: 'config_invalid', line: 'x' }] }),
      validation: { valid: true, issues: [] },
    },
    'stopped',
    ['gateway_killed'],
  ],
  ['another program answers on the port', { probe: { kind: 'foreign' } }, 'stopped', ['port_taken_by_other']],
  [
    'a container was out of memory',
    { services: [unit({ manager: 'docker', result: 'oom-kill', active_state: 'exited' })] },
    'stopped',
    ['out_of_memory'],
  ],
  [
    'the supervisor gave up',
    { services: [unit({ active_state: 'failed', result: 'start-limit-hit' })] },
    'crash_loop',
    ['start_limit_hit'],
  ],
  [
    'the supervisor keeps restarting it',
    { services: [unit({ active_state: 'restarting', restarts: 4 })] },
    'crash_loop',
    ['crash_loop'],
  ],
  [
    'crashed three times',
    { unclean_boots_10m: 3, end: ended({ manner: 'abrupt' }) },
    'crash_loop',
    ['crash_loop', 'gateway_killed'],
  ],
  [
    'crashed and starting again',
    { unclean_boots_10m: 3, process: process(2_000) },
    'crash_loop',
    ['crash_loop', 'still_starting'],
  ],
  [
    'up for a moment between crashes',
    { unclean_boots_10m: 3, process: process(20_000), watch: connected },
    'crash_loop',
    ['crash_loop'],
  ],
  [
    'stable again after crashes',
    { unclean_boots_10m: 3, process: process(90_000), watch: { ...connected, connected_ms: 61_000 } },
    'running',
    [],
  ],
  ['a process that tells nothing yet', { unidentified_pid: 9 }, 'starting', ['process_unidentified']],
  [
    'processes are hidden and the port is mute',
    { processes_visible: false, probe: { kind: 'silent' } },
    'unknown',
    ['not_observable', 'gateway_stopped'],
  ],
  ['just started, port dead', { process: process(1_000) }, 'starting', ['still_starting']],
  [
    'half a minute into a boot',
    { process: process(30_000), probe: { kind: 'starting', version: null } },
    'starting',
    ['still_starting'],
  ],
  ['a slow boot', { process: process(slowStartMs + 1) }, 'starting', ['still_starting_slow']],
  ['a boot beyond every budget', { process: process(startBudgetMs + 1) }, 'degraded', ['gateway_hung']],
  [
    'starting while another program holds its port',
    { process: process(3_000), probe: { kind: 'foreign' } },
    'starting',
    ['port_taken_by_other', 'still_starting'],
  ],
  ['there before us and not asked yet', { process: process(60_000), probe: null }, 'unknown', ['watcher_connecting']],
  [
    'started over in place',
    {
      process: process(900_000),
      probe: null,
      watch: { ...watch, state: 'connecting', lost_ms: 3_000, shutdown: { restarting: true } },
    },
    'starting',
    ['gateway_restarting'],
  ],
  [
    'shutting down',
    { process: process(900_000), watch: { ...watch, lost_ms: 3_000, shutdown: { restarting: false } } },
    'degraded',
    ['gateway_stopping'],
  ],
  [
    'hung after it had been up',
    {
      process: process(900_000),
      probe: { kind: 'silent' },
      probe_for_ms: silentBudgetMs,
      watch: { ...watch, lost_ms: 20_000 },
    },
    'degraded',
    ['gateway_hung'],
  ],
  [
    'not yet hung',
    { process: process(900_000), probe: { kind: 'silent' }, probe_for_ms: 3_000, watch: { ...watch, lost_ms: 3_000 } },
    'degraded',
    ['gateway_silent'],
  ],
  ['running', { process: process(60_000), watch: connected }, 'running', []],
  ['running where no process can be seen', { watch: connected, install: none }, 'running', []],
  [
    'ready, and the agent still connecting',
    { process: process(30_000), probe: ready, watch: { ...watch, state: 'connecting' } },
    'running',
    ['watcher_connecting'],
  ],
  [
    'a channel is down',
    { process: process(60_000), watch: { ...connected, channels: [down] } },
    'degraded',
    ['channel_down'],
  ],
  [
    'the file on disk is invalid',
    { process: process(60_000), watch: { ...connected, live_config: { valid: false, issues } } },
    'degraded',
    ['config_invalid_on_disk'],
  ],
  [
    'wrong token',
    {
      process: process(60_000),
      probe: ready,
      watch: { ...watch, state: 'unauthorized', refusal: refusal('AUTH_TOKEN_MISMATCH') },
    },
    'degraded',
    ['gateway_token_mismatch'],
  ],
  [
    'another gateway holds the port',
    { probe: ready, watch: { ...watch, state: 'unauthorized', refusal: refusal('AUTH_TOKEN_MISMATCH') } },
    'stopped',
    ['port_taken_by_other'],
  ],
  [
    'no token to be found',
    {
      process: process(60_000),
      probe: ready,
      config: { ...base.config, has_credentials: false },
      watch: { ...watch, state: 'unauthorized', refusal: refusal('AUTH_TOKEN_MISSING') },
    },
    'degraded',
    ['gateway_token_missing'],
  ],
  [
    'pairing is asked for',
    {
      process: process(60_000),
      probe: ready,
      watch: { ...watch, state: 'unauthorized', refusal: refusal('PAIRING_REQUIRED') },
    },
    'degraded',
    ['watcher_unauthorized'],
  ],
  [
    'another protocol',
    {
      process: process(60_000),
      probe: ready,
      watch: { ...watch, state: 'unauthorized', refusal: refusal('PROTOCOL_MISMATCH') },
    },
    'degraded',
    ['protocol_mismatch'],
  ],
  [
    'connected without the scope',
    { process: process(60_000), watch: { ...connected, state: 'missing_scope', scopes: [] } },
    'degraded',
    ['watcher_missing_scope'],
  ],
  [
    'parts are not ready',
    {
      process: process(60_000),
      probe: { kind: 'not_ready', version: null, failing: ['telegram'] },
      watch: { ...watch, state: 'connecting' },
    },
    'degraded',
    ['gateway_not_ready', 'watcher_connecting'],
  ],
  ['safe mode', { process: process(60_000), watch: { ...connected, safe_mode: true } }, 'degraded', ['safe_mode']],
  [
    'two versions',
    { process: process(60_000), watch: { ...connected, version: '2026.9.5' } },
    'running',
    ['version_skew'],
  ],
  [
    'two supervisors',
    { process: process(60_000), watch: connected, services: [unit({}), unit({ manager: 'systemd-system' })] },
    'running',
    ['second_supervisor'],
  ],
  ['two gateways', { process: process(60_000), watch: connected, other_pids: [9] }, 'running', ['second_gateway']],
  [
    'another protocol, said in words only, by a version without probe paths',
    {
      process: process(60_000),
      probe: { kind: 'foreign' },
      watch: { ...watch, state: 'unauthorized', refusal: { detail_code: '', message: 'protocol mismatch' } },
    },
    'degraded',
    ['protocol_mismatch'],
  ],
  [
    "another home's gateway answers on our port and lets everybody in",
    { port_stranger: 9, probe: ready, watch: connected },
    'stopped',
    ['port_taken_by_other'],
  ],
  [
    "another home's gateway starts on our port",
    { port_stranger: 9, probe: { kind: 'starting', version: null } },
    'stopped',
    ['port_taken_by_other'],
  ],
  [
    'a container runs',
    { install: none, probe: ready, services: [unit({ manager: 'docker', active_state: 'active' })], watch: connected },
    'running',
    [],
  ],
  [
    'a container was killed',
    { install: none, services: [unit({ manager: 'docker', active_state: 'exited', exit_status: 137 })] },
    'stopped',
    ['gateway_killed'],
  ],
  [
    'a container refuses its configuration, and the engine tries on',
    {
      install: none,
      services: [unit({ manager: 'docker', active_state: 'restarting', exit_status: 78, restarts: 4 })],
    },
    'crash_loop',
    ['exit_78', 'crash_loop'],
  ],
  [
    'a container that refused its configuration boots again, as it did before',
    {
      install: none,
      services: [unit({ manager: 'docker', active_state: 'active', exit_status: 78, restarts: 4 })],
      unclean_boots_10m: 3,
    },
    'crash_loop',
    ['exit_78', 'crash_loop', 'still_starting'],
  ],
  [
    'the configuration is gone under a running gateway',
    { process: process(60_000), watch: connected, config: { ...base.config, state: 'missing' } },
    'running',
    ['config_missing'],
  ],
  [
    'it was never set up',
    { config: { ...base.config, state: 'missing' }, end: ended({}) },
    'stopped',
    ['config_missing'],
  ],
  [
    'it drains before it starts over',
    {
      process: process(60_000),
      probe: { kind: 'not_ready', version: null, failing: ['gateway-draining'] },
      watch: { ...watch, state: 'connecting', lost_ms: 200, shutdown: { restarting: true } },
    },
    'starting',
    ['gateway_restarting'],
  ],
  [
    'gateway.mode is missing, which a validation does not mind',
    {
      config: { ...base.config, mode: null },
      validation: { valid: true, issues: [] },
      end: ended({ manner: 'refused' }),
    },
    'stopped',
    ['config_invalid', 'exit_78'],
  ],
  [
    'a container starts',
    { install: none, services: [unit({ manager: 'docker', active_state: 'active' })] },
    'starting',
    ['still_starting'],
  ],
];

describe('decide', () => {
  it.each(table)('%s', (_name, facts, state, codes) => {
    const decision = decide({ ...base, ...facts });
    expect([decision.state, decision.reasons.map((reason) => reason.code)]).toEqual([state, codes]);
  });

  it('never calls a gateway whose process is alive, or that answers, down', () => {
    const alive = table
      .filter(([, facts]) => facts.process != null || facts.watch?.connected_ms != null)
      .filter(([, facts]) => facts.port_stranger == null);
    const called_down = alive.filter(([, , state]) => state === 'stopped' || state === 'not_installed');
    expect([alive.length > 10, called_down]).toEqual([true, []]);
  });

  it('never advises a restart for trouble with the watching', () => {
    for (const detail_code of [
      'AUTH_TOKEN_MISMATCH',
      'AUTH_TOKEN_MISSING',
      'PAIRING_REQUIRED',
      'AUTH_SCOPE_MISMATCH',
      'PROTOCOL_MISMATCH',
      'DEVICE_AUTH_NONCE_MISMATCH',
    ]) {
      const facts = {
        ...base,
        process: process(60_000),
        probe: ready,
        watch: { ...watch, state: 'unauthorized' as const, refusal: refusal(detail_code) },
      };
      for (const reason of decide(facts).reasons)
        expect(reason.next_step).not.toMatch(/restart (it|the gateway)|kill|stop the gateway/i);
    }
  });

  it('names the entries that are wrong as evidence of an invalid configuration', () => {
    const [reason] = decide({
      ...base,
      validation: { valid: false, issues },
      end: ended({ manner: 'refused' }),
    }).reasons;
    expect(reason?.evidence).toEqual(['gateway.port: expected number']);
  });

  it('fills in every name in its sentences', () => {
    for (const [, facts] of table) {
      for (const reason of decide({ ...base, ...facts }).reasons)
        expect(`${reason.message} ${reason.next_step}`).not.toMatch(/(?<!\$)\{\w+\}|unknown/);
    }
  });

  it('answers every combination of process, probe, watcher and end with a known state and known reasons', () => {
    const probes = [
      null,
      { kind: 'refused' },
      { kind: 'silent' },
      { kind: 'foreign' },
      { kind: 'starting', version: null },
      ready,
    ] as const;
    const watches = [
      watch,
      connected,
      { ...watch, state: 'unauthorized' as const, refusal: refusal('X') },
      { ...watch, lost_ms: 400_000 },
    ];
    const ends = [null, ended({ manner: 'abrupt' }), ended({ manner: 'refused', exit_status: 78 })];
    for (const one of [null, process(1), process(400_000)])
      for (const probe of probes)
        for (const watched of watches)
          for (const end of ends) {
            const decision = decide({ ...base, process: one, probe, watch: watched, end });
            expect(decision.running).toBe(
              ['starting', 'running', 'degraded'].includes(decision.state) ||
                (decision.state === 'unknown' && one !== null),
            );
            for (const reason of decision.reasons) expect(reasonCodes).toContain(reason.code);
            if (decision.state !== 'running') expect(decision.reasons.length).toBeGreaterThan(0);
          }
  });
});
