import { dirname } from 'node:path';
import type { Evidence } from '@moltbot-ops/sdk/types';
import JSON5 from 'json5';
import { numberOf, objectOf, textOf } from '../../../gateway/values.ts';
import { type PlanStep, type StepContext, StepError } from '../../../jobs/plan.ts';
import { layoutOf, makeOwnDirectory, type Native, removeDrafts, removeOwnDirectories } from './native-plan.ts';

const config_bytes_max = 4 * 1024 ** 2;
const token_bytes = 32;

/** State directory and the least configuration that starts. What is there already is kept, byte for byte. */
export function writeConfig<Params>(native: Native): PlanStep<Params> {
  return {
    step: 'write_config',
    title: 'Write the first configuration',
    cancel: 'after',
    async check(context) {
      const { config_path } = await layoutOf(native, context);
      if ((await context.host.stat(config_path)) === null) return null;
      return keepConfig(native, context, config_path);
    },
    async run(context) {
      const { host } = context;
      const { state_directory, config_path } = await layoutOf(native, context);
      const state_made = (await host.stat(state_directory)) === null;
      await context.remember({
        config_path,
        state_directory,
        config_made: true,
        ...(state_made ? { state_made } : {}),
        port: native.target.port,
        tls: false,
      });
      await makeOwnDirectory(context, state_directory, 0o700);
      if (dirname(config_path) !== state_directory) await makeOwnDirectory(context, dirname(config_path), 0o700);
      await removeDrafts(context, dirname(config_path)); // one would hold a token
      // It goes from memory into the one file that gateway and commands read, and nowhere else.
      const token = Buffer.from(native.parts.random(token_bytes)).toString('hex');
      native.parts.rememberSecret(token);
      const gateway = { mode: 'local', port: native.target.port, bind: 'loopback', auth: { mode: 'token', token } };
      await host.writeFile(config_path, `${JSON.stringify({ gateway }, null, 2)}\n`, { mode: 0o600 });
      return [
        { label: 'configuration', value: `${config_path} (0600), loopback only, with a new token` },
        { label: 'port', value: String(native.target.port) },
      ];
    },
    async undo(context) {
      const { facts, host } = context;
      const { config_path, state_directory } = await layoutOf(native, context);
      const removed = facts.state_made === true ? state_directory : facts.config_made === true ? config_path : null;
      if (removed !== null) await host.remove(removed);
      await removeOwnDirectories(context);
      return removed === null ? [] : [{ label: 'removed', value: removed }];
    },
  };
}

async function keepConfig(native: Native, context: StepContext<unknown>, config_path: string): Promise<Evidence[]> {
  const { profile } = native.target;
  const { state_directory } = await layoutOf(native, context);
  const gateway = objectOf(await readGatewayPart(context, config_path));
  const port = numberOf(gateway.port) ?? profile.default_port;
  if (textOf(gateway.mode) !== 'local')
    throw new StepError(
      'existing_config_unusable',
      `${config_path} does not say gateway.mode local, so the gateway would refuse to start.`,
      {
        next_step: 'Set gateway.mode to "local" in it, or move the file aside and let a new one be written.',
      },
    );
  const tls = objectOf(gateway.tls).enabled === true;
  await context.remember({ config_path, state_directory, port, tls });
  const evidence = [{ label: 'configuration', value: `${config_path} is kept as it is` }];
  const other = port === native.target.port ? [] : [{ label: 'port', value: `${port}, as that configuration says` }];
  return [...evidence, ...other];
}

async function readGatewayPart(context: StepContext<unknown>, config_path: string): Promise<unknown> {
  const text = (await context.host.readFile(config_path, config_bytes_max)).toString('utf8');
  try {
    return objectOf(JSON5.parse(text)).gateway;
  } catch {
    throw new StepError(
      'existing_config_unusable',
      `${config_path} is not valid JSON5, so the gateway would refuse to start.`,
      {
        next_step: 'Mend it, or move the file aside and let a new one be written.',
      },
    );
  }
}
