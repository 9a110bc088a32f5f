// Jobs over a real database, the real clock and the suite's real engine, in a home of their own: the plan of a container
// without the API around it, and with crashes at will.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSystemClock } from '../../../src/adapters/clock.ts';
import { dockerEngines } from '../../../src/adapters/docker-engine.ts';
import { createGatewayProbe } from '../../../src/adapters/gateway-http.ts';
import { createLocalHost } from '../../../src/adapters/host-local.ts';
import { createLedger } from '../../../src/audit/ledger.ts';
import { createJobs } from '../../../src/jobs/jobs.ts';
import type { JobKind, PlanStep } from '../../../src/jobs/plan.ts';
import type { HostExecutor } from '../../../src/ports/host-executor.ts';
import { createRedactor } from '../../../src/redaction/redactor.ts';
import { dockerResult, dockerTarget } from '../../../src/setup/docker-method.ts';
import type { InstallParams } from '../../../src/setup/install-method.ts';
import type { DockerParts } from '../../../src/setup/plans/docker/docker-plan.ts';
import { retireFormer } from '../../../src/setup/plans/docker/retire-former.ts';
import { dockerPlan } from '../../../src/setup/plans/docker.ts';
import { openStore } from '../../../src/store/open.ts';
import { everybodyStays } from '../../support/approvals.ts';
import { createTestRandom } from '../../support/services.ts';
import { dockerSocketPath } from './parts.ts';

export type Step = PlanStep<InstallParams>;

export interface BenchOptions {
  /** HOME of the gateway; a new one when left out. */
  home?: string;
  path?: string;
  socket_path?: string;
  /** Changes the plan, for a crash at a chosen place. */
  steps?: (steps: Step[]) => Step[];
  host?: HostExecutor;
}

export async function openDockerBench(options: BenchOptions = {}) {
  const home = options.home ?? mkdtempSync(join(tmpdir(), 'docker-home-'));
  const path = options.path ?? join(mkdtempSync(join(tmpdir(), 'docker-jobs-')), 'agent.db');
  const clock = createSystemClock();
  const random = createTestRandom(path);
  const redactor = createRedactor();
  const secrets: string[] = [];
  const logged: string[] = [];
  const note = (message: string, fields?: object) => void logged.push(JSON.stringify({ message, ...fields }));
  const store = await openStore(path);
  const ledger = createLedger({ db: store.db, clock, random, onError: (error) => note(String(error)) });
  const parts: DockerParts = {
    clock,
    random,
    probe: createGatewayProbe(),
    engines: dockerEngines,
    dockerSocket: async () => options.socket_path ?? dockerSocketPath(),
    gatewayEnv: () => ({}),
    rememberSecret: (secret) => void secrets.push(secret),
  };
  const kind: JobKind<InstallParams> = {
    kind: 'install_docker',
    title: () => 'Install by Docker',
    host_key: () => 'local',
    host_label: () => 'this machine',
    needs_credentials: false,
    openHost: async () => options.host ?? createLocalHost({ home }),
    steps: (params) =>
      (options.steps ?? ((steps) => steps))([
        ...dockerPlan({ target: dockerTarget(params), parts }),
        retireFormer({ target: dockerTarget(params), parts }),
      ]),
    result: dockerResult,
    audit: { accepted: 'install.requested', ended: 'install.ended' },
  };
  const jobs = createJobs({
    approvals: everybodyStays,
    db: store.db,
    ledger,
    clock,
    random,
    log: { debug: note, info: note, warn: note, error: note },
    redactor,
    publish: () => undefined,
  });
  jobs.register(kind);
  await jobs.recover();
  const close = async () => {
    await jobs.close();
    await ledger.close();
    await store.close();
  };
  return {
    home,
    path,
    parts,
    jobs,
    secrets,
    logged,
    accept: async (params: InstallParams) =>
      (await jobs.accept({ kind: 'install_docker', params, secrets: {}, actor: 'host' })).job_id,
    ended: (job_id: string, timeout_ms = 400_000) => jobs.wait(job_id, timeout_ms),
    close,
    /** The process is gone; another one begins over the same database and home. */
    crash: async (next: BenchOptions = {}) => {
      await close();
      return openDockerBench({ ...options, ...next, home, path });
    },
    remove: () => {
      rmSync(home, { recursive: true, force: true, maxRetries: 5 });
      rmSync(join(path, '..'), { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export type DockerBench = Awaited<ReturnType<typeof openDockerBench>>;
