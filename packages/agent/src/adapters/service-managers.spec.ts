import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import { createHostFiles } from './gateway-files.ts';
import { createDockerServices, dockerSocket, parseImage } from './service-docker.ts';
import { createLaunchdServices } from './service-launchd.ts';
import { createSystemdServices, parseEntryPath } from './service-systemd.ts';

let home = '';
let server: Server | null = null;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'services-'));
});
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
  server = null;
  rmSync(home, { recursive: true, force: true, maxRetries: 5 });
});

const query = () => ({
  home,
  systemd_unit: 'openclaw-gateway.service',
  launchd_label: 'ai.openclaw.gateway',
  images: ['openclaw/openclaw'],
});
const answering = (stdout: string, status = 0): CommandRunner & { calls: (readonly string[])[] } => {
  const calls: (readonly string[])[] = [];
  return {
    calls,
    run: async (argv) => {
      calls.push(argv);
      return { status, stdout, timed_out: false };
    },
  };
};
const withSystemd = (files: HostFiles): HostFiles => ({
  ...files,
  stamp: (path) => (path === '/run/systemd/system' ? 'x' : files.stamp(path)),
});

describe('systemd', () => {
  const shown =
    'ActiveState=failed\nSubState=failed\nResult=start-limit-hit\nExecMainStatus=78\nNRestarts=5\nMainPID=0\nExecMainStartTimestamp=Sun 2026-11-22 08:00:00 UTC\n';
  const write = () => {
    mkdirSync(join(home, '.config/systemd/user'), { recursive: true });
    writeFileSync(
      join(home, '.config/systemd/user/openclaw-gateway.service'),
      '[Service]\nExecStart="/usr/bin/node" /opt/oc/dist/index.js gateway --port 18789\n',
    );
  };

  it('asks nothing when there is no unit, and once for each unit there is', async () => {
    const runner = answering(shown);
    const services = createSystemdServices({ runner, files: withSystemd(createHostFiles()), env: {}, uid: 1000 });
    expect([services.stamp(query()), await services.read(query()), runner.calls.length]).toEqual([null, [], 0]);
    write();
    const [facts] = await services.read(query());
    expect(facts).toMatchObject({
      manager: 'systemd-user',
      answered: true,
      active_state: 'failed',
      result: 'start-limit-hit',
      exit_status: 78,
      restarts: 5,
      main_pid: null,
      entry_path: '/opt/oc/dist/index.js',
    });
    expect(runner.calls).toHaveLength(1);
    expect(runner.calls[0]?.slice(0, 3)).toEqual(['systemctl', '--user', 'show']);
  });

  it('still names the unit when the manager does not answer', async () => {
    write();
    const services = createSystemdServices({
      runner: answering('', 1),
      files: withSystemd(createHostFiles()),
      env: {},
      uid: 1000,
    });
    expect(await services.read(query())).toMatchObject([{ answered: false, active_state: null }]);
  });

  it.each([
    ['ExecStart=/usr/bin/node /a/b.js gateway', '/a/b.js'],
    ['ExecStart=-/usr/local/bin/openclaw gateway', '/usr/local/bin/openclaw'],
    ["ExecStart='/opt/my node/bin/node' '/a b/c.js' gateway", '/a b/c.js'],
    ['Type=simple', null],
  ])('reads the entry of %j', (line, entry) => {
    expect(parseEntryPath(`[Service]\n${line}\n`)).toBe(entry);
  });
});

describe('launchd', () => {
  it('reads the property list and what launchctl prints', async () => {
    mkdirSync(join(home, 'Library/LaunchAgents'), { recursive: true });
    const list =
      '<dict><key>ProgramArguments</key><array><string>/opt/homebrew/bin/node</string><string>/oc/dist/index.js</string></array></dict>';
    writeFileSync(join(home, 'Library/LaunchAgents/ai.openclaw.gateway.plist'), list);
    const runner = answering(
      'gui/501/ai.openclaw.gateway = {\n\tstate = running\n\tpid = 77\n\tlast exit code = 78\n}\n',
    );
    const [facts] = await createLaunchdServices({ runner, files: createHostFiles(), uid: 501 }).read(query());
    expect(facts).toMatchObject({
      manager: 'launchd',
      active_state: 'active',
      main_pid: 77,
      exit_status: 78,
      entry_path: '/oc/dist/index.js',
    });
  });
});

describe('docker', () => {
  const socket_path = () => join(home, 'docker.sock');
  const serve = async (answer: (url: string) => unknown) => {
    server = createServer((request, response) => {
      const body = answer(request.url ?? '');
      response.writeHead(body === null ? 500 : 200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server?.listen(socket_path(), resolve));
  };
  const listed = (image: string) => [
    {
      Id: 'abc',
      Names: ['/gateway'],
      Image: image,
      Created: 1,
      Labels: {},
      Ports: [{ PrivatePort: 18789, PublicPort: 19001 }],
    },
  ];

  it('finds the container of the image and how it fares', async () => {
    const state = {
      Running: false,
      Status: 'exited',
      ExitCode: 78,
      OOMKilled: false,
      StartedAt: '2026-11-22T08:00:00Z',
      Pid: 0,
    };
    await serve((url) =>
      url.startsWith('/containers/json')
        ? listed('ghcr.io/openclaw/openclaw:2026.9.6')
        : {
            State: state,
            RestartCount: 4,
            Config: { Env: ['PATH=/bin', 'OPENAI_API_KEY=k', 'OPENCLAW_GATEWAY_TOKEN=a=b'] },
          },
    );
    const [facts] = await createDockerServices({ socket_path: socket_path(), files: createHostFiles() }).read(query());
    expect(facts).toMatchObject({
      manager: 'docker',
      unit: 'gateway',
      active_state: 'exited',
      exit_status: 78,
      restarts: 4,
      version: '2026.9.6',
      host_port: 19001,
      main_pid: null,
      environment: { OPENCLAW_GATEWAY_TOKEN: 'a=b' },
    });
  });

  it('takes a container that waits for its next try for ended, with the status of that end', async () => {
    // As the engine says it between two tries of a gateway that refuses its configuration.
    const state = { Running: true, Restarting: true, Status: 'restarting', ExitCode: 78, Pid: 0, OOMKilled: false };
    const image = 'openclaw/openclaw:2026.9.6';
    await serve((url) =>
      url.startsWith('/containers/json') ? listed(image) : { State: state, RestartCount: 3, Config: {} },
    );
    const [facts] = await createDockerServices({ socket_path: socket_path(), files: createHostFiles() }).read(query());
    expect(facts).toMatchObject({ active_state: 'restarting', exit_status: 78, restarts: 3, main_pid: null });
  });

  it('asks the engine that DOCKER_HOST names when it is a Unix socket, and no other machine', () => {
    const files = createHostFiles();
    const rootless = join(home, 'run');
    const at = (env: Record<string, string>) => dockerSocket(env, 1, files);
    expect(at({ DOCKER_HOST: 'unix:///x/docker.sock' })).toBe('/x/docker.sock');
    const none = { ...files, stamp: (path: string) => (path.startsWith(home) ? files.stamp(path) : null) };
    expect(dockerSocket({ DOCKER_HOST: 'tcp://10.0.0.1:2375' }, 1, none)).toBe('/var/run/docker.sock');
    mkdirSync(rootless);
    writeFileSync(join(rootless, 'docker.sock'), '');
    expect(dockerSocket({ XDG_RUNTIME_DIR: rootless }, 1, none)).toBe(join(rootless, 'docker.sock'));
  });

  it('takes other images, a failing engine and a missing socket for "no container"', async () => {
    const services = createDockerServices({ socket_path: socket_path(), files: createHostFiles() });
    expect(await services.read(query())).toEqual([]);
    await serve((url) => (url.startsWith('/containers/json') ? listed('somebody/openclaw-fork:1') : null));
    expect(await services.read(query())).toEqual([]);
  });

  it.each([
    ['openclaw/openclaw', { name: 'openclaw/openclaw', tag: null }],
    ['host:5000/openclaw/openclaw:beta', { name: 'host:5000/openclaw/openclaw', tag: 'beta' }],
    ['openclaw/openclaw:1@sha256:00', { name: 'openclaw/openclaw', tag: '1' }],
  ])('reads the image name %s', (image, expected) => {
    expect(parseImage(image)).toEqual(expected);
  });
});
