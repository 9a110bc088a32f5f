import { expect, test } from 'vitest';
import { runtimeProfiles } from '../gateway/profiles.ts';
import { type AsideRun, type ContainerSurroundings, type DockerEngine, EngineError } from '../ports/docker-engine.ts';
import type { RunResult } from '../ports/host-executor.ts';
import { type ContainerProgramPlace, createContainerPrograms } from './container-program.ts';
import { createGatewayCheck } from './gateway-check.ts';
import type { ProgramOptions } from './gateway-program.ts';

const [runtime] = runtimeProfiles;
if (runtime === undefined) throw new Error('There is no profile.');
const place: ContainerProgramPlace = {
  container: 'openclaw-gateway',
  runtime,
  config_path: '/home/ops/.openclaw/openclaw.json',
  state_directory: '/home/ops/.openclaw',
};
const surroundings: ContainerSurroundings = {
  id: 'a'.repeat(64),
  image_id: 'sha256:1',
  is_running: true,
  user: '1000:1000',
  directory: '/app',
  env: { HOME: '/home/node', PATH: '/bin', OPENCLAW_GATEWAY_TOKEN: 'given-to-it' },
  mounts: [
    { type: 'bind', source: '/home/ops/.openclaw', target: '/home/node/.openclaw' },
    { type: 'volume', source: 'other', target: '/var/lib/other' },
    { type: 'bind', source: '/var/run/docker.sock', target: '/var/run/docker.sock' },
  ],
  network: 'default',
  users: '',
};
const said: RunResult = {
  status: 0,
  signal: null,
  stdout: '{"valid":true,"warnings":[]}',
  stderr: '',
  timed_out: false,
  truncated: false,
};
const bounds = { timeout_ms: 1_000, output_bytes_max: 1_000 };

interface Fake {
  found?: ContainerSurroundings | null;
  command?: string[];
  entrypoint?: string[];
  answer?: (run: AsideRun) => Promise<RunResult>;
}

function open({ found = surroundings, command, entrypoint = [], answer = async () => said }: Fake = {}) {
  const runs: AsideRun[] = [];
  const engine: Partial<DockerEngine> = {
    readSurroundings: async () => found,
    readImage: async () =>
      ({ id: 'sha256:1', entrypoint, command: command ?? ['node', 'openclaw.mjs', 'gateway'] }) as never, // what is asked of it
    runAside: (run) => {
      runs.push(run);
      return answer(run);
    },
  };
  const program = createContainerPrograms(() => engine as DockerEngine)(place); // what is asked of it
  return {
    runs,
    program,
    ask: (options: Partial<ProgramOptions>) => program.run(['config'], { ...bounds, ...options }),
  };
}

test('a check sees the state where the gateway sees it, may not write it, and reaches nobody', async () => {
  const { runs, ask } = open();
  await ask({ config: { $include: 'more.json' }, service_env: { NAME: 'value' } });
  expect(runs).toMatchObject([
    {
      name: 'openclaw-gateway-check',
      argv: ['node', 'openclaw.mjs', 'config'],
      network: 'none',
      mounts: [{ source: '/home/ops/.openclaw', target: '/home/node/.openclaw', read_only: true }],
      env: {
        NAME: 'value',
        OPENCLAW_GATEWAY_TOKEN: 'given-to-it',
        OPENCLAW_STATE_DIR: '/home/node/.openclaw',
        OPENCLAW_CONFIG_PATH: '/tmp/candidate/openclaw.json',
        OPENCLAW_INCLUDE_ROOTS: '/home/node/.openclaw',
      },
      file: { path: '/tmp/candidate/openclaw.json', text: '{"$include":"/home/node/.openclaw/more.json"}' },
    },
  ]);
  expect(runs[0]?.mounts).toHaveLength(1);
});

test('a probe has the network of the gateway: of the one that runs, else the one it was made with', async () => {
  const running = open();
  await running.ask({ config: {}, probes: true });
  expect(running.runs).toMatchObject([{ network: `container:${'a'.repeat(64)}`, mounts: [{ read_only: false }] }]);
  const stopped = open({ found: { ...surroundings, is_running: false, network: 'own_default' } });
  const { where } = await stopped.ask({ config: {}, probes: true });
  expect(stopped.runs).toMatchObject([{ network: 'own_default' }]);
  expect(where).toMatch(/openclaw-gateway, which does not run$/);
});

test('paths within are told as those of this machine', async () => {
  const words = '/tmp/candidate/openclaw.json /home/node/.openclaw/extensions/x';
  const { ask } = open({ answer: async () => ({ ...said, stdout: words }) });
  expect((await ask({ config: {} })).stdout).toBe(`${place.config_path} ${place.state_directory}/extensions/x`);
});

test.each([
  [
    ['node', 'openclaw.mjs', 'gateway', '--x'],
    ['tini', '--'],
    ['node', 'openclaw.mjs'],
  ],
  [[], ['/usr/bin/openclaw'], ['/usr/bin/openclaw']],
  [[], ['tini', '--'], ['openclaw']],
  [['gateway'], [], ['openclaw']],
])('of an image with the command %j and the entry %j, %j is run', async (command, entrypoint, expected) => {
  const { runs, ask } = open({ command, entrypoint });
  await ask({});
  expect(runs[0]?.argv).toEqual([...expected, 'config']);
});

test('one is run at a time, and a failure holds up nobody', async () => {
  let under_way = 0;
  let most = 0;
  const answer = async (run: AsideRun) => {
    most = Math.max(most, (under_way += 1));
    await new Promise(setImmediate);
    under_way -= 1;
    if (run.timeout_ms === 1) throw new EngineError('failed', 'it\nbroke.');
    return said;
  };
  const { ask } = open({ answer });
  const all = await Promise.allSettled([ask({ timeout_ms: 1 }), ask({}), ask({})]);
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(all[0]).toMatchObject({ reason: { message: expect.stringContaining('(it broke)') } });
  expect(most).toBe(1);
});

test('a verdict says where it was given, and what could not be asked says why', async () => {
  const check = createGatewayCheck();
  expect(await check.ask(open().program, '1', {}, {})).toMatchObject({
    asked: true,
    valid: true,
    detail: 'The gateway’s own validator, run once from the image of the container openclaw-gateway.',
  });
  const gone = await check.ask(open({ found: null }).program, '2', {}, {});
  expect(gone).toMatchObject({ asked: false, detail: expect.stringContaining('container or image is gone') });
});
