// The agent's way to change the gateway: a second, paired identity that may administer, connected only while a change
// runs and closed right after. The gateway's shared secret pairs it once, over loopback; after that its own token does.
import type { Clock } from '../ports/clock.ts';
import type {
  GatewayAnswer,
  GatewayConnection,
  GatewayConnector,
  GatewayRefusal,
} from '../ports/gateway-connection.ts';
import type { Log } from '../ports/log.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import type { Credential } from './config-file.ts';
import type { GatewayTarget } from './target.ts';
import { arrayOf, objectOf, textOf, valueAt } from './values.ts';
import { parseHello } from './watcher-answers.ts';
import { openDeviceIdentity, type WatcherIdentity } from './watcher-identity.ts';

/** `operator.admin` is what the gateway asks for a change of its configuration, and it contains no other. */
const operatorScopes = ['operator.admin', 'operator.read'] as const;
const secretName = 'gateway_operator';
const connectTimeoutMs = 15_000;
const retryMs = 500;

export interface OperatorSession {
  version: string | null;
  boot_id: string;
  /** Whether this gateway knows the method. */
  knows(method: string): boolean;
  /** Never rejects: a lost connection or a missed deadline is a refusal with code `CLOSED` or `TIMEOUT`. */
  request(method: string, params: Readonly<Record<string, unknown>>, timeout_ms: number): Promise<GatewayAnswer>;
  close(): void;
}

/** Why no connection came about. Text is the gateway's own and not yet redacted. */
export class OperatorRefused extends Error {
  readonly reason: 'unreachable' | 'refused' | 'untrusted';
  constructor(reason: OperatorRefused['reason'], message: string) {
    super(message);
    this.reason = reason;
  }
}

export interface GatewayOperator {
  /** Connects, pairing first where it has to. Tries again while the gateway starts, until `timeout_ms`. Rejects with `OperatorRefused`. */
  connect(target: GatewayTarget, timeout_ms?: number): Promise<OperatorSession>;
}

export interface OperatorDeps {
  connector: GatewayConnector;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  agent_version: string;
  platform: string;
  rememberSecret: (secret: string) => void;
}

type Attempt = { ok: true; session: OperatorSession } | { ok: false; refusal: GatewayRefusal | null };

export function createGatewayOperator(deps: OperatorDeps): GatewayOperator {
  let opening: Promise<WatcherIdentity> | null = null;
  const identityOf = () => {
    opening ??= openDeviceIdentity({ ...deps, secret_name: secretName, scopes: operatorScopes });
    return opening;
  };
  return {
    async connect(target, timeout_ms = connectTimeoutMs) {
      if (target.tls !== null && target.tls.certificate === null) {
        throw new OperatorRefused('untrusted', 'the certificate of the gateway cannot be read');
      }
      const identity = await identityOf();
      for (const secret of identity.secrets()) deps.rememberSecret(secret);
      const until = deps.clock.monotonic() + timeout_ms;
      for (;;) {
        const refusal = await tryAll(deps, target, identity);
        if ('session' in refusal) return refusal.session;
        const waits = refusal.refusal === null || refusal.refusal.code === 'UNAVAILABLE';
        if (!waits) throw new OperatorRefused('refused', refusal.refusal?.message ?? '');
        if (deps.clock.monotonic() >= until) throw new OperatorRefused('unreachable', 'the gateway does not answer');
        await new Promise<void>((resolve) => {
          deps.clock.after(retryMs, resolve);
        });
      }
    },
  };
}

/** The token of the device first, then each shared secret, which pairs it anew. */
async function tryAll(
  deps: OperatorDeps,
  target: GatewayTarget,
  identity: WatcherIdentity,
): Promise<{ session: OperatorSession } | { refusal: GatewayRefusal | null }> {
  const shared: (Credential | null)[] = [...target.credentials];
  if (identity.deviceToken() !== null || shared.length === 0) shared.unshift(null);
  let refusal: GatewayRefusal | null = null;
  for (const credential of shared) {
    let attempt = await tryOnce(deps, target, identity, credential);
    if (!attempt.ok && attempt.refusal !== null && identity.adapt(attempt.refusal))
      attempt = await tryOnce(deps, target, identity, credential);
    if (attempt.ok) return { session: attempt.session };
    refusal = attempt.refusal;
    if (refusal === null || refusal.code === 'UNAVAILABLE') break;
    const about = `${refusal.detail_code} ${refusal.message}`;
    if (credential === null && /DEVICE_TOKEN|SCOPE|NOT_PAIRED/.test(about)) await identity.keepDeviceToken(null);
  }
  return { refusal };
}

function tryOnce(
  deps: OperatorDeps,
  target: GatewayTarget,
  identity: WatcherIdentity,
  credential: Credential | null,
): Promise<Attempt> {
  return new Promise((resolve) => {
    let refusal: GatewayRefusal | null = null;
    let connection: GatewayConnection | null = null;
    connection = deps.connector.open(
      target.port,
      (challenge) => identity.makeConnect(challenge, credential),
      {
        hello: (payload) => {
          const hello = parseHello(payload);
          if (hello.device_token !== null) {
            deps.rememberSecret(hello.device_token);
            void identity.keepDeviceToken(hello.device_token);
          }
          if (connection !== null) resolve({ ok: true, session: makeSession(connection, payload) });
        },
        refused: (answer) => {
          refusal = answer;
        },
        event: () => undefined,
        closed: () => resolve({ ok: false, refusal }),
      },
      target.tls?.certificate ?? undefined,
    );
  });
}

function makeSession(connection: GatewayConnection, payload: unknown): OperatorSession {
  const hello = parseHello(payload);
  const methods = new Set(arrayOf(valueAt(payload, 'features', 'methods')));
  return {
    version: hello.version,
    boot_id: hello.boot_id,
    knows: (method) => methods.has(method),
    request: (method, params, timeout_ms) => connection.request(method, timeout_ms, params),
    close: () => connection.close(),
  };
}

/** What `config.get` says of the file and of what is in force. */
export interface LiveConfig {
  /** Names the bytes on disk, by the gateway's own key. */
  hash: string | null;
  valid: boolean;
  /** Whether what is on disk is what the gateway runs on. */
  is_applied: boolean;
  issues: { path: string; message: string }[];
  raw: string;
  parsed: Record<string, unknown>;
}

/** Reads an answer to `config.get`; gateways without revisions are taken to run on what is valid. */
export function parseLiveAnswer(payload: unknown): LiveConfig {
  const body = objectOf(payload);
  const revision = textOf(body.configRevisionHash, 200);
  const applied = textOf(body.appliedConfigHash, 200);
  const valid = body.valid !== false;
  return {
    hash: textOf(body.hash, 200),
    valid,
    is_applied: valid && (applied === null || revision === applied),
    issues: arrayOf(body.issues).map((issue) => ({
      path: textOf(valueAt(issue, 'path'), 200) ?? '',
      message: textOf(valueAt(issue, 'message'), 400) ?? 'not valid',
    })),
    raw: typeof body.raw === 'string' ? body.raw : '',
    parsed: objectOf(body.parsed),
  };
}
