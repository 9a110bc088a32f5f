// Composition of what knows the configuration's shape and judges configurations.
import { dirname, join } from 'node:path';
import { dockerEngines } from './adapters/docker-engine.ts';
import { createLocalHost } from './adapters/host-local.ts';
import type { Ledger } from './audit/ledger.ts';
import { ownDockerSocket } from './compose-connector.ts';
import { createChannelProbe } from './config/channel-probe.ts';
import { createContainerPrograms } from './config/container-program.ts';
import { listFields } from './config/fields.ts';
import { createGatewayCheck } from './config/gateway-check.ts';
import { createHostProgram, type GatewayProgram } from './config/gateway-program.ts';
import { check_directory } from './config/leftovers.ts';
import { createLore, type FieldLore } from './config/lore.ts';
import type { SchemaSnapshot } from './config/schema-snapshot.ts';
import { createSchemaSource, type SchemaSource } from './config/schema-source.ts';
import { createValidator, type Validator } from './config/validate.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { commandEnvironment } from './gateway/processes.ts';
import type { GatewayTarget } from './gateway/target.ts';
import { createConfigCheckHandlers } from './http/handlers/config-check.ts';
import type { Clock } from './ports/clock.ts';
import type { HostExecutor } from './ports/host-executor.ts';
import type { Log } from './ports/log.ts';
import type { Redactor } from './redaction/redactor.ts';
import { isOwnHome, type Settings } from './settings.ts';

export interface ConfigCheckParts {
  settings: Settings;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  observer: Pick<GatewayObserver, 'target' | 'reader'>;
  ledger: Ledger;
}

export interface ComposedConfigCheck {
  schema: SchemaSource;
  validator: Validator;
  /** Which fields are secrets, as the schema of now says. */
  hints(): Promise<FieldLore['isSensitive']>;
  handlers: ReturnType<typeof createConfigCheckHandlers>;
}

export function composeConfigCheck({
  settings,
  clock,
  log,
  redactor,
  observer,
  ledger,
}: ConfigCheckParts): ComposedConfigCheck {
  const openHost = () => createLocalHost({ home: settings.gateway_home });
  const target = () => observer.target();
  const program = composeProgram(settings, target);
  const schema = createSchemaSource({
    reader: () => observer.reader(),
    target,
    program: () => program(openHost()),
    own: { host: createLocalHost({ home: settings.home }), directory: join(settings.home, check_directory) },
    clock,
    log,
  });
  const loreOf = perSnapshot(createLore);
  const validator = createValidator({
    schema,
    check: createGatewayCheck(),
    target,
    openHost: async () => openHost(),
    program,
    hinted: (snapshot, path) => loreOf(snapshot).isSensitive(path),
    redact: (text) => redactor.redact(text),
  });
  const hints = async () => loreOf(await schema.load()).isSensitive;
  const probe = createChannelProbe({
    target,
    openHost: async () => openHost(),
    program,
    hints,
    redact: (text) => redactor.redact(text),
    async record(actor) {
      await ledger.append({ event: 'config.channel_probed', outcome: 'done', actor });
    },
  });
  const handlers = createConfigCheckHandlers({
    loadSchema: () => schema.load(),
    listFields: perSnapshot(listFields),
    validator,
    probe,
  });
  return { schema, validator, hints, handlers };
}

/** The program of the managed gateway: in its container where one keeps it, else the one on this machine; null elsewhere. */
function composeProgram(
  settings: Settings,
  target: () => GatewayTarget,
): (host: HostExecutor) => GatewayProgram | null {
  const engineHost = createLocalHost({ home: settings.gateway_home });
  const inContainer = createContainerPrograms(() => dockerEngines.open(engineHost, ownDockerSocket()));
  return (host) => {
    const { binary_path, runtime, state_directory, config_path, container_env, keepers, is_remote } = target();
    const container = keepers.find(({ manager }) => manager === 'docker')?.unit;
    if (!is_remote && container !== undefined && (binary_path === null || container_env !== undefined))
      return inContainer({ container, runtime, config_path, state_directory });
    if (binary_path === null) return null;
    const env = isOwnHome(settings.gateway_home) ? process.env : { PATH: process.env.PATH };
    return createHostProgram({
      host,
      argv: [binary_path],
      runtime,
      env: commandEnvironment(settings.gateway_home, env, dirname(process.execPath)),
      state_directory,
      config_path,
      scratch_directory: join(settings.home, check_directory),
    });
  };
}

/** Made once, and let go together with the snapshot. */
function perSnapshot<Made>(make: (snapshot: SchemaSnapshot) => Made): (snapshot: SchemaSnapshot) => Made {
  const made = new WeakMap<SchemaSnapshot, { value: Made }>();
  return (snapshot) => {
    const found = made.get(snapshot) ?? { value: make(snapshot) };
    made.set(snapshot, found);
    return found.value;
  };
}
