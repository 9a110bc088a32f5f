// The only file that names concrete adapters: settings in, a wired agent out. Reads top to bottom; decides nothing.
import { randomBytes, randomUUID } from 'node:crypto';
import { createDevices } from './access/devices.ts';
import { createPairing } from './access/pairing.ts';
import { createSessions } from './access/sessions.ts';
import { createSystemClock } from './adapters/clock.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { openSecretStore } from './adapters/secret-store.ts';
import { createCheckpoints } from './audit/checkpoints.ts';
import { createLedger } from './audit/ledger.ts';
import type { ComposedHostWork } from './compose-host-work.ts';
import { composeJobs } from './compose-jobs.ts';
import { composeKeeper } from './compose-keeper.ts';
import { composeManaged, composeManagedObserver } from './compose-managed.ts';
import { composeSsh } from './compose-ssh.ts';
import { sweepLeftovers } from './config/leftovers.ts';
import { createEventHub } from './events/hub.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { readConsoleFiles } from './http/console-files.ts';
import { createAccessHandlers } from './http/handlers/access.ts';
import { createAuditHandlers } from './http/handlers/audit.ts';
import { createEventHandlers } from './http/handlers/events.ts';
import { createSystemHandlers } from './http/handlers/system.ts';
import { createLateHandlers } from './http/late-handlers.ts';
import type { Handlers } from './http/operation.ts';
import { defaultRateLimits } from './http/rate-limit.ts';
import { createHttpServer, type HttpServer } from './http/server.ts';
import type { RateLimitOptions, ResponseViolation } from './http/station.ts';
import { createStreams } from './http/streams.ts';
import type { Clock } from './ports/clock.ts';
import type { SshDialer } from './ports/ssh.ts';
import { createRedactor } from './redaction/redactor.ts';
import type { Settings } from './settings.ts';
import { openBootHistory } from './store/boots.ts';
import { openStore } from './store/open.ts';
import { createTimelineStore } from './store/timeline.ts';
import { createAgentLog } from './system/agent-log.ts';
import { decideChecks, describeStore } from './system/checks.ts';
import { readDiskFree, readSystemInfo } from './system/machine.ts';
import { describeOwnFiles } from './system/own-files.ts';
import { databasePath } from './system/state-directory.ts';
import { createTimeline } from './timeline/timeline.ts';
import { version } from './version.ts';

/** What a test may put in the place of the real thing. */
export interface ComposeOverrides {
  clock?: Clock;
  observer?: GatewayObserver;
  /** Reaches other machines. */
  dialer?: SshDialer;
  rate_limits?: RateLimitOptions;
  handlers?: Partial<Handlers>;
  writeLog?: (line: string) => void;
  onResponseViolation?: (violation: ResponseViolation) => void;
  /** Adds kinds of jobs and confirmable actions before anything runs. */
  extend?: (parts: Pick<ReturnType<typeof composeJobs>, 'jobs' | 'confirmations'>) => void;
}

export interface ComposedAgent {
  http: HttpServer;
  clock: Clock;
  /** Says where the agent answers and begins to watch. */
  announce(url: string): void;
  /** A fault that nobody caught. */
  noteFault(fault: unknown): void;
  close(): Promise<void>;
}

export async function composeAgent(settings: Settings, overrides: ComposeOverrides): Promise<ComposedAgent> {
  const clock = overrides.clock ?? createSystemClock();
  const random = (length: number) => new Uint8Array(randomBytes(length));
  const newId = (prefix: string) => `${prefix}_${randomBytes(9).toString('hex')}`;
  const started_ms = clock.monotonic();
  const closing = new AbortController();
  let url = '';

  const redactor = createRedactor();
  const write = overrides.writeLog ?? ((line: string) => void process.stderr.write(line));
  const log = createAgentLog({ level: settings.log_level, now: clock.now, redact: redactor.redact, write });
  const logFailure = (what: string) => (error: unknown) => log.error(what, { cause: String(error) });

  const store = await openStore(databasePath(settings.home));
  const { db } = store;
  const secrets = await openSecretStore({
    preference: settings.secret_store,
    state_directory: settings.home,
    clock,
    random,
    remember: (secret) => void redactor.remember(secret),
  });
  const ledger = createLedger({ db, clock, random, onError: logFailure('refusal not recorded') });
  const checkpoints = await createCheckpoints({
    db,
    ledger,
    clock,
    secrets,
    onError: logFailure('audit checkpoint not signed'),
  });
  const devices = await createDevices({
    db,
    ledger,
    clock,
    random,
    onError: logFailure('last use of a device not recorded'),
  });
  const sessions = await createSessions({ db, ledger, clock, random, secrets, devices });
  const pairing = createPairing({ db, ledger, clock, random, devices, sessions });

  const ssh = composeSsh({ db, ledger, clock, random }, overrides.dialer);
  const hub = createEventHub(clock, newId('run').replace('_', ''));
  const boots = await openBootHistory(db, logFailure('boot not recorded'));
  const timeline = createTimeline({
    store: createTimelineStore(db),
    clock,
    log,
    onMark: (mark) => hub.publish({ type: 'timeline.marked', mark }),
  });
  const redact = (text: string) => redactor.redact(text);
  const looked_after = await composeManaged({ db, secrets, log });
  const observer =
    overrides.observer ??
    composeManagedObserver({
      looked_after,
      ssh,
      settings,
      clock,
      log,
      secrets,
      boots,
      redact,
      rememberSecret: (secret) => void redactor.remember(secret),
    });
  observer.subscribe((status) => {
    timeline.observe(status);
    hub.publish({ type: 'status.changed', status });
  });
  devices.onChange(() => hub.publish({ type: 'devices.changed' }));
  pairing.onChange((pending_count) => hub.publish({ type: 'pairing.changed', pending_count }));
  markAccess(ledger, timeline);

  const streams = createStreams({ clock, onSessionEnded: sessions.onSessionEnded, closing: closing.signal });
  const keeper = composeKeeper({ settings, clock, log });
  let reading: Promise<ComposedHostWork> | null = null;
  const readHostWork = (): Promise<ComposedHostWork> => {
    reading ??= import('./compose-host-work.ts').then(({ composeHostWork }) =>
      composeHostWork({
        ...{ db, settings, clock, log, ledger, secrets, redactor, hub, timeline, looked_after, observer },
        ...{ ssh, keeper, work },
      }),
    );
    // What could not be read once, for want of a file or of the store, is read anew for the next who asks.
    reading.catch(() => {
      reading = null;
    });
    return reading;
  };
  const work = composeJobs({
    ...{ db, ledger, clock, random, log, redactor, hub, timeline, sessions, devices, streams },
    readKinds: readHostWork,
  });
  observer.onConfigChanged(() => {
    readHostWork()
      .then(({ tellChange }) => tellChange())
      .catch(logFailure('a changed configuration was not told'));
  });

  const handlers: Handlers = {
    ...work.handlers,
    ...createLateHandlers(async () => (await readHostWork()).handlers),
    ...createAccessHandlers({ pairing, sessions, devices, consoleOrigin: () => url }),
    ...ssh.handlers,
    ...createAuditHandlers({ readPage: ledger.readPage }),
    ...createEventHandlers({ hub, clock, streams, status: () => observer.status() }),
    ...createSystemHandlers({
      clock,
      timeline,
      status: () => observer.status(),
      readSystemInfo: () =>
        readSystemInfo({
          state_path: settings.gateway_home,
          agent_version: version,
          uptimeSeconds: () => (clock.monotonic() - started_ms) / 1000,
        }),
      runChecks: async () =>
        decideChecks({
          node_version: process.version,
          home: settings.home,
          ...describeOwnFiles(settings.home),
          secret_store: { kind: secrets.kind, description: secrets.description },
          database: describeStore(store),
          state_free_bytes: await readDiskFree(settings.home),
          disk_free_bytes: await readDiskFree(settings.gateway_home),
          console_built: settings.console_directory !== null,
          gateway: observer.status(),
        }),
    }),
    ...overrides.handlers,
  };
  const http = await createHttpServer({
    handlers,
    credentials: {
      verifyAccess: sessions.verifyAccess,
      csrfToken: sessions.csrfToken,
      recordRefusal: ({ reason, actor }) => ledger.recordRefusal({ event: 'access.refused', reason, actor }),
    },
    console_files: readConsoleFiles(settings.console_directory),
    clock,
    log,
    // From random bytes that Node keeps in store: to ask for fresh ones is a tenth of a quick answer.
    newRequestId: () => `req_${randomUUID().replaceAll('-', '').slice(0, 18)}`,
    rate_limits: overrides.rate_limits ?? defaultRateLimits,
    response_check_share: settings.response_check_share,
    ...(overrides.onResponseViolation ? { onResponseViolation: overrides.onResponseViolation } : {}),
    isClosing: () => closing.signal.aborted,
    // Between listening and the announcement only a chosen port is known.
    cookiePrefix: () => `moltbot_ops_${url === '' ? settings.port : new URL(url).port || '80'}_`,
  });
  // What a test registers stands in the place of what is read later.
  if (overrides.extend) await readHostWork();
  overrides.extend?.(work);
  await work.jobs.recover();
  await sweepLeftovers({
    host: createLocalHost({ home: settings.home }),
    directory: settings.home,
    unfinished: work.jobs.unfinished,
  }).catch(logFailure('former configurations not swept'));

  return {
    http,
    clock,
    announce(at) {
      url = at;
      log.info('agent started', { url, version, secret_store: secrets.kind, node: process.version });
      keeper.control.resume();
      observer.start();
      // What installations kept that ended with an earlier agent.
      looked_after.former
        .sweep(async (job_id) => !(await work.jobs.unfinished()).has(job_id))
        .catch(logFailure('secrets of an installation not dropped'));
      timeline.observe(observer.status());
    },
    noteFault: (fault) =>
      log.error('a fault that nobody caught', {
        cause: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault),
      }),
    async close() {
      closing.abort();
      http.hostServer.close();
      http.hostServer.closeAllConnections();
      await Promise.all([http.app.close(), work.jobs.close()]);
      keeper.control.close();
      await observer.close();
      await (await reading?.catch(() => null))?.close();
      await secrets.settled();
      await Promise.all([timeline.close(), ledger.close(), boots.close()]);
      await checkpoints.close();
      await store.close();
      log.info('agent closed');
    },
  };
}

type Ledger = ReturnType<typeof createLedger>;
type TimelineService = ReturnType<typeof createTimeline>;

const accessMarks: Record<string, string> = {
  'pairing.redeemed': 'A device was paired.',
  'device.revoked': 'A device was revoked.',
};

/** Who came and went belongs on the ribbon too, without names. */
function markAccess(ledger: Ledger, timeline: TimelineService): void {
  ledger.onRecord(({ event, audit_event_id }) => {
    const message = accessMarks[event];
    if (message) timeline.mark({ kind: 'access', severity: 'info', message, audit_event_id });
  });
}
