// Composition of reading, comparing and changing the gateway's configuration.
import { randomBytes } from 'node:crypto';
import type { Confirmations } from './access/confirmation-service.ts';
import { createLaunchdControl } from './adapters/control-launchd.ts';
import { createSystemdControl } from './adapters/control-systemd.ts';
import { dockerEngines } from './adapters/docker-engine.ts';
import { createHostFiles } from './adapters/gateway-files.ts';
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { dockerSocket } from './adapters/service-docker.ts';
import { composeLocalConnector } from './compose-connector.ts';
import { createConfigApply } from './config/apply.ts';
import { createConfigVault } from './config/apply-vault.ts';
import { type ConfigDocuments, createConfigDocuments, type DocumentsDeps } from './config/documents.ts';
import { createSightlessHost } from './config/live-content.ts';
import { createLore } from './config/lore.ts';
import type { SchemaSource } from './config/schema-source.ts';
import type { Validator } from './config/validate.ts';
import type { EventHub } from './events/hub.ts';
import type { Managed } from './gateway/managed.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { createGatewayOperator } from './gateway/operator.ts';
import { createServiceOrders, type ServiceOrder } from './gateway/service-orders.ts';
import { createConfigHandlers } from './http/handlers/config.ts';
import type { Jobs } from './jobs/job-service.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { SecretStore } from './ports/secret-store.ts';
import { nameTarget } from './ports/ssh.ts';
import type { Redactor } from './redaction/redactor.ts';
import type { Settings } from './settings.ts';
import type { TimelineService } from './timeline/timeline.ts';
import { version } from './version.ts';

export interface ConfigApplyParts {
  settings: Settings;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  redactor: Redactor;
  observer: GatewayObserver;
  schema: SchemaSource;
  validator: Validator;
  jobs: Jobs;
  confirmations: Confirmations;
  hub: EventHub;
  timeline: TimelineService;
  managed: Managed;
  /** Gives an order to the gateway that the agent itself keeps alive; false where it keeps none. */
  orderKept(order: ServiceOrder): Promise<boolean>;
}

/** The managed gateway's machine, as jobs and people know it. */
function hostNameOf({ managed }: ConfigApplyParts): { key: string; label: string } {
  const gateway = managed.get();
  if (gateway.kind !== 'ssh') return { key: 'local', label: 'this machine' };
  return { key: `ssh:${nameTarget(gateway)}`, label: nameTarget(gateway) };
}

/** Another machine is reached over the gateway's connection only; nothing of it can be read or run. */
const openHostOf = (parts: ConfigApplyParts) => async () =>
  parts.observer.target().is_remote
    ? createSightlessHost(hostNameOf(parts))
    : createLocalHost({ home: parts.settings.gateway_home });

function composeDocuments(parts: ConfigApplyParts): ConfigDocuments {
  const { redactor, observer, schema, validator } = parts;
  const judge: DocumentsDeps['judge'] = async ({ text }) => {
    const { errors, warnings } = await validator.validate({ config: {}, raw: text, ask_gateway: false });
    return { valid: errors.length === 0, issues: [...errors, ...warnings] };
  };
  return createConfigDocuments({
    target: () => observer.target(),
    openHost: openHostOf(parts),
    reader: () => observer.reader(),
    isRunning: () => observer.status().running,
    lore: async () => createLore(await schema.load()),
    judge,
    rememberSecret: (secret) => void redactor.remember(secret),
  });
}

export interface ComposedConfigApply {
  handlers: ReturnType<typeof createConfigHandlers>;
  /** To be called when a file changed that the configuration is read from. */
  tellChange(): Promise<void>;
}

export function composeConfigApply(parts: ConfigApplyParts): ComposedConfigApply {
  const { settings, clock, log, secrets, redactor, observer, validator, jobs, hub, timeline } = parts;
  const documents = composeDocuments(parts);
  const rememberSecret = (secret: string) => void redactor.remember(secret);
  const vault = createConfigVault(createLocalHost({ home: settings.home }), settings.home);
  const apply = createConfigApply({
    target: () => observer.target(),
    status: () => observer.status(),
    operator: createGatewayOperator({
      connector: composeLocalConnector(clock),
      clock,
      log,
      secrets,
      agent_version: version,
      platform: process.platform,
      rememberSecret,
    }),
    probe: createGatewayProbe(),
    clock,
    order: composeOrders(parts),
    documents,
    jobs,
    check: (config, raw, planned) => validator.validate({ config, raw, ask_gateway: true, planned }),
    vault,
    openHost: openHostOf(parts),
    hostName: () => hostNameOf(parts),
    rememberSecret,
    newBackupId: () => `bkp_${randomBytes(9).toString('hex')}`,
    redact: (text) => redactor.redact(text),
  });
  jobs.register(apply.kind);
  parts.confirmations.register(apply.action);
  const tell = (hash: string | null) => {
    hub.publish({ type: 'config.changed', hash });
    timeline.mark({ kind: 'agent', severity: 'info', message: 'The configuration changed.' });
  };
  return {
    handlers: createConfigHandlers({ documents, apply, confirmations: parts.confirmations }),
    tellChange: createTelling(parts, documents, tell),
  };
}

function composeOrders(parts: ConfigApplyParts): (order: ServiceOrder) => Promise<boolean> {
  const { settings, clock, log, observer, orderKept } = parts;
  const wait = (delay_ms: number) => new Promise<void>((resolve) => void clock.after(delay_ms, resolve));
  const socket = dockerSocket(process.env, process.getuid?.() ?? 0, createHostFiles());
  return createServiceOrders({
    openHost: async () => createLocalHost({ home: settings.gateway_home }),
    home: settings.gateway_home,
    keepers: () => observer.target().keepers,
    controls: [createSystemdControl(), createLaunchdControl(wait)],
    startContainer: (host, name) => dockerEngines.open(host, socket).startContainer(name),
    orderKept,
    log,
  });
}

/** The observer sees every file that matters; only another content of the configuration itself is told. */
function createTelling(
  { log }: ConfigApplyParts,
  documents: ConfigDocuments,
  tell: (hash: string | null) => void,
): () => Promise<void> {
  let told: string | null | undefined;
  return async () => {
    try {
      const hash = await documents.readHash();
      if (hash !== told) tell(hash);
      told = hash;
    } catch (error) {
      log.warn('a changed configuration could not be read', { cause: String(error) });
    }
  };
}
