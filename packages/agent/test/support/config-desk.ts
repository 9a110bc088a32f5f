// Everything that changes a configuration, with real files, a real observer and a gateway beside it, but without doors.
import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigValidationResult } from '@moltbot-ops/sdk/types';
import { validateConfig } from '../../../simulator/src/config/validate.ts';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createGatewayProbe } from '../../src/adapters/gateway-http.ts';
import { createGatewayConnector } from '../../src/adapters/gateway-ws.ts';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createLedger } from '../../src/audit/ledger.ts';
import { type ConfigApply, type ConfigApplyDeps, createConfigApply } from '../../src/config/apply.ts';
import { createConfigVault } from '../../src/config/apply-vault.ts';
import { type ConfigDocuments, createConfigDocuments } from '../../src/config/documents.ts';
import { readConfigText } from '../../src/config/edit-text.ts';
import { createLore } from '../../src/config/lore.ts';
import { readBundled } from '../../src/config/schema-snapshot.ts';
import { createGatewayOperator } from '../../src/gateway/operator.ts';
import type { Jobs } from '../../src/jobs/job-service.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { openStore } from '../../src/store/open.ts';
import { everybodyStays } from './approvals.ts';
import { createMemorySecrets } from './services.ts';
import { type WatchedGateway, watchGateway } from './watch-gateway.ts';

export interface ConfigDesk {
  home: string;
  documents: ConfigDocuments;
  apply: ConfigApply;
  jobs: Jobs;
  watched: WatchedGateway;
  /** Everything that was written to the log. */
  log: string[];
  close(): Promise<void>;
}

export interface DeskOptions {
  gateway_home: string;
  binary: string;
  /** Directory of the agent's own state; a new one when left out. */
  home?: string;
  /** Put in the place of the real thing. */
  more?: Partial<ConfigApplyDeps>;
}

/** The schema of the simulator judges; text that does not parse is invalid. */
export function checkAsSimulator(_config: object, raw: string | null): Promise<ConfigValidationResult> {
  const reading = readConfigText(raw ?? '{}');
  const issues = reading.ok ? validateConfig(reading.config.tree) : [{ path: '', message: reading.message }];
  const errors = issues.map(({ path, message }) => ({ path, message, severity: 'error' as const }));
  return Promise.resolve({ valid: errors.length === 0, errors, warnings: [] });
}

export async function openConfigDesk({ gateway_home, binary, home, more }: DeskOptions): Promise<ConfigDesk> {
  const directory = home ?? mkdtempSync(join(tmpdir(), 'desk-'));
  const clock = createSystemClock();
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const lines: string[] = [];
  const write = (message: string, fields?: object) => void lines.push(`${message} ${JSON.stringify(fields ?? {})}`);
  const log = { debug: write, info: write, warn: write, error: write };
  const redactor = createRedactor();
  const store = await openStore(join(directory, 'agent.db'));
  const ledger = createLedger({ db: store.db, clock, random, onError: (error) => write(String(error)) });
  const jobs = createJobs({
    approvals: everybodyStays,
    db: store.db,
    ledger,
    clock,
    random,
    log,
    redactor,
    publish: () => undefined,
  });
  const watched = watchGateway(gateway_home, binary);
  watched.observer.start();
  const openHost = async () => createLocalHost({ home: gateway_home });
  const rememberSecret = (secret: string) => void redactor.remember(secret);
  const documents = createConfigDocuments({
    target: more?.target ?? (() => watched.observer.target()),
    openHost: more?.openHost ?? openHost,
    reader: () => watched.observer.reader(),
    isRunning: () => watched.observer.status().running,
    lore: async () => createLore(await readBundled()),
    judge: async ({ problem }) => ({ valid: problem === null, issues: [] }),
    rememberSecret,
  });
  const apply = createConfigApply({
    target: () => watched.observer.target(),
    status: () => watched.observer.status(),
    operator: createGatewayOperator({
      connector: createGatewayConnector(clock),
      clock,
      log,
      secrets: createMemorySecrets(),
      agent_version: '0.0.0-test',
      platform: process.platform,
      rememberSecret,
    }),
    probe: createGatewayProbe(),
    clock,
    order: async () => false,
    documents,
    jobs,
    check: checkAsSimulator,
    vault: createConfigVault(createLocalHost({ home: directory }), join(directory, 'vault')),
    openHost,
    hostName: () => ({ key: 'local', label: 'this machine' }),
    rememberSecret,
    newBackupId: () => `bkp_${randomBytes(6).toString('hex')}`,
    redact: (text) => redactor.redact(text),
    ...more,
  });
  jobs.register(apply.kind);
  await jobs.recover();
  return {
    home: directory,
    documents,
    apply,
    jobs,
    watched,
    log: lines,
    async close() {
      await jobs.close();
      await watched.observer.close();
      await ledger.close();
      await store.close();
    },
  };
}
