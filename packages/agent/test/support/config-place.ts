// A configuration on this machine, its surroundings, and a program in the place of the gateway's own, for whoever judges
// configurations. Each lives in a home of its own.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createLocalHost } from '../../src/adapters/host-local.ts';
import { createGatewayCheck } from '../../src/config/gateway-check.ts';
import { createHostProgram, type GatewayProgram } from '../../src/config/gateway-program.ts';
import { createLore, type FieldLore } from '../../src/config/lore.ts';
import { readBundled, type SchemaSnapshot } from '../../src/config/schema-snapshot.ts';
import type { Path } from '../../src/config/tree.ts';
import { createValidator, type Validator, type ValidatorDeps } from '../../src/config/validate.ts';
import { runtimeProfiles } from '../../src/gateway/profiles.ts';
import type { GatewayTarget } from '../../src/gateway/target.ts';
import type { HostExecutor } from '../../src/ports/host-executor.ts';

export interface ConfigPlace {
  home: string;
  state_directory: string;
  /** Where the agent would keep its own things. */
  own_directory: string;
  target: GatewayTarget;
  program(host: HostExecutor): GatewayProgram | null;
  openHost(): HostExecutor;
  /** Writes a file below the state directory, 0600. */
  write(name: string, text: string): void;
  /** Puts a script in the place of the gateway's program; its body is a function of the arguments. */
  installProgram(source: string): void;
  validator(more?: Partial<ValidatorDeps>): Validator;
  remove(): void;
}

export interface ConfigPlaceOptions {
  version?: string;
  /** Variables of a gateway that runs; none runs when left out. */
  running_env?: Record<string, string>;
  /** A program that is there already. */
  binary_path?: string;
}

export function makeConfigPlace(options: ConfigPlaceOptions = {}): ConfigPlace {
  const home = mkdtempSync(join(tmpdir(), 'config-place-'));
  const [runtime] = runtimeProfiles;
  if (runtime === undefined) throw new Error('There is no profile.');
  const state_directory = join(home, runtime.state_directory);
  mkdirSync(state_directory, { mode: 0o700 });
  const own_directory = join(home, 'own');
  const target: GatewayTarget = {
    runtime,
    binary_path: options.binary_path ?? null,
    version: options.version ?? null,
    config_path: join(state_directory, runtime.config_file),
    state_directory,
    home,
    env: options.running_env ?? {},
    port: runtime.default_port,
    tls: null,
    credentials: [],
    pid: options.running_env === undefined ? null : process.pid,
    content_hash: null,
    keepers: [],
    is_remote: false,
  };
  const openHost = () => createLocalHost({ home });
  const program = (host: HostExecutor): GatewayProgram | null => {
    const { binary_path, config_path } = target;
    if (binary_path === null) return null;
    const env = { HOME: home, PATH: `${dirname(process.execPath)}:/usr/bin:/bin` };
    const scratch_directory = join(own_directory, 'config-check');
    const argv: [string] = [binary_path];
    return createHostProgram({ host, argv, runtime, env, state_directory, config_path, scratch_directory });
  };
  let lore: FieldLore | null = null;
  const hinted = (snapshot: SchemaSnapshot, path: Path) => {
    lore ??= createLore(snapshot);
    return lore.isSensitive(path);
  };
  const schema: { load(): Promise<SchemaSnapshot> } = { load: readBundled };
  const write = (name: string, text: string) => {
    const path = join(state_directory, name);
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    writeFileSync(path, text, { mode: 0o600 });
  };
  return {
    home,
    state_directory,
    own_directory,
    target,
    program,
    openHost,
    write,
    installProgram(source) {
      target.binary_path = join(home, 'program.mjs');
      writeFileSync(target.binary_path, `#!/usr/bin/env node\n${source}\n`);
      chmodSync(target.binary_path, 0o755);
    },
    validator: (more = {}) =>
      createValidator({
        schema,
        check: createGatewayCheck(),
        target: () => target,
        openHost: async () => openHost(),
        program,
        hinted,
        redact: (text) => text,
        ...more,
      }),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 5 }),
  };
}
