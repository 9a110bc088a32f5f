// The plan of a container on a real engine with the real gateway's image, pulled by digest from a registry.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import type { Job } from '@moltbot-ops/sdk/types';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { reservePort } from '../../../simulator/src/reserve-port.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createHostFiles } from '../../src/adapters/gateway-files.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createDockerServices } from '../../src/adapters/service-docker.ts';
import { composeLocalConnector } from '../../src/compose-connector.ts';
import { dockerMethod } from '../../src/setup/docker-method.ts';
import type { InstallParams } from '../../src/setup/install-method.ts';
import { watchGateway } from '../support/watch-gateway.ts';
import { type BenchOptions, type DockerBench, openDockerBench, type Step } from './support/docker-bench.ts';
import { docker, dockerHost, dockerSocketPath, part, skipReason } from './support/parts.ts';

const skip = skipReason('docker', 'gateway_image');
const boot_ms = 240_000;
const container = 'openclaw-gateway';
const statesOf = (job: Job) => job.steps.map(({ state }) => state);

describe.skipIf(skip !== null)('installing into a container, on a real engine', () => {
  let benches: DockerBench[] = [];
  let port = 0;

  async function open(options: BenchOptions = {}): Promise<DockerBench> {
    const bench = await openDockerBench(options);
    benches.push(bench);
    return bench;
  }
  /** What a preview would have shown. */
  async function confirm(bench: DockerBench, version: string | null = part('gateway_image').split(':')[1] ?? null) {
    const method = dockerMethod({ parts: bench.parts });
    const host = createLocalHost({ home: bench.home });
    const outlook = await method.look({ channel: 'stable', version, port }, host);
    const { release } = outlook;
    const params: InstallParams = {
      method: 'docker',
      profile: 'openclaw',
      channel: release.channel,
      version: release.version,
      source: release.source,
      digest: release.digest ?? null,
      port,
    };
    return { outlook, params };
  }

  beforeAll(async () => {
    port = await reservePort();
    vi.stubEnv('DOCKER_HOST', dockerHost());
  });
  afterEach(async () => {
    for (const bench of benches) await bench.close();
    await docker('rm', '-fv', container, `${container}-former`).catch(() => undefined);
    for (const bench of benches) bench.remove();
    benches = [];
  });
  afterAll(() => docker('rm', '-fv', container).catch(() => undefined));

  it(
    'leads from nothing to a gateway that the observer calls running, and a second run changes nothing',
    async () => {
      const bench = await open();
      const { params, outlook } = await confirm(bench);
      expect(outlook.release.source).toMatch(/^openclaw\/openclaw@sha256:[0-9a-f]{64}$/);
      const job = await bench.ended(await bench.accept(params));
      expect(job.error).toBeNull();
      expect(job.state).toBe('succeeded');

      const state = join(bench.home, '.openclaw');
      expect([statSync(state).uid, statSync(state).mode & 0o777]).toEqual([1000, 0o700]);
      const environment = join(bench.home, '.config/moltbot-ops/docker', container, 'gateway.env');
      expect(statSync(environment).mode & 0o777).toBe(0o600);
      const token = readFileSync(environment, 'utf8').trim().split('=')[1] ?? '';
      expect(bench.secrets).toContain(token);
      expect(JSON.stringify(job)).not.toContain(token);
      expect(readFileSync(join(state, 'openclaw.json'), 'utf8')).not.toContain(token);
      const inspected = JSON.parse(await docker('inspect', container))[0];
      expect(Object.values(inspected.NetworkSettings.Ports).flat().filter(Boolean)).toEqual([
        { HostIp: '127.0.0.1', HostPort: String(port) },
      ]);
      expect(inspected.Image).toBe(job.result?.image_id);

      const seen = watchGateway(bench.home, null, {
        services: createDockerServices({ socket_path: dockerSocketPath(), files: createHostFiles() }),
        connector: composeLocalConnector(createSystemClock()),
      });
      seen.observer.start();
      try {
        const status = await seen.until((one) => one.state === 'running' && one.gateway_connected, 60_000);
        expect(status).toMatchObject({ service_manager: 'docker', port, reasons: [], version: params.version });
      } finally {
        await seen.observer.close();
      }

      const again = await bench.ended(await bench.accept((await confirm(bench)).params));
      expect(statesOf(again)).toEqual(again.steps.map(() => 'unchanged'));
      expect(JSON.parse(await docker('inspect', container))[0].Id).toBe(inspected.Id);
      expect((await confirm(bench)).outlook).toMatchObject({ present: true, changes: [] });
    },
    boot_ms * 2,
  );

  it('names an image that is nowhere, with the usual causes, and changes nothing', async () => {
    const bench = await open();
    await expect(confirm(bench, '1.2.3')).rejects.toMatchObject({ code: 'image_unavailable' });
    const { params } = await confirm(bench);
    const digest = `sha256:${'0'.repeat(64)}`;
    const lost = { ...params, digest, source: `openclaw/openclaw@${digest}` };
    const job = await bench.ended(await bench.accept(lost));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'image_unavailable' }, remains: [] });
    expect(job.error?.next_step).toMatch(/1\..*2\..*3\./);
    expect(readdirSync(bench.home)).toEqual([]);
  });

  it('takes back all that it made when another program holds the port', async () => {
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(port, '127.0.0.1', resolve));
    try {
      const bench = await open();
      const job = await bench.ended(await bench.accept((await confirm(bench)).params));
      expect(job).toMatchObject({ state: 'failed', error: { code: 'gateway_port_taken' } });
      expect(await docker('ps', '-aq')).toBe('');
      expect(readdirSync(bench.home)).toEqual([]);
    } finally {
      await new Promise((resolve) => holder.close(resolve));
    }
  });

  it('leaves alone a container of that name that it did not make, and says so in the preview', async () => {
    const image = part('gateway_image');
    const bench = await open();
    const { params } = await confirm(bench);
    const id = await docker('create', '--name', container, image);
    await expect(confirm(bench)).rejects.toMatchObject({ code: 'container_name_taken' });
    const job = await bench.ended(await bench.accept(params));
    expect(job).toMatchObject({ state: 'failed', error: { code: 'container_name_taken' } });
    expect(await docker('inspect', '--format', '{{.Id}}', container)).toBe(id);
    expect(readdirSync(bench.home)).toEqual([]);
  });

  it(
    'goes on after a crash behind every step, and makes nothing twice',
    async () => {
      let reached = -1;
      /** Does the step and never comes back: the process dies before it could record it. */
      const dieBehind = (position: number) => (steps: Step[]) =>
        steps.map((step, at) => {
          if (at !== position) return step;
          const run: Step['run'] = async (context) => {
            await step.run(context);
            reached = position;
            return new Promise<never>(() => undefined);
          };
          return { ...step, run, check: undefined };
        });
      let bench = await open({ steps: dieBehind(0) });
      const job_id = await bench.accept((await confirm(bench)).params);
      for (let position = 0; position < 5; position += 1) {
        await vi.waitFor(() => expect(reached).toBe(position), { timeout: boot_ms, interval: 50 });
        bench = await bench.crash({ steps: position === 4 ? (steps) => steps : dieBehind(position + 1) });
        benches = [bench];
      }
      const job = await bench.ended(job_id);
      expect(job).toMatchObject({ state: 'succeeded', error: null });
      expect((await docker('ps', '-aq')).split('\n')).toHaveLength(1);
      expect(bench.jobs.holderOf('local')).toBeNull();
    },
    boot_ms,
  );
});
