import JSON5 from 'json5';
import { objectOf, textOf } from '../gateway/values.ts';
import type { StepContext } from '../jobs/plan.ts';
import { installedProfile } from './native-methods.ts';

const config_bytes_max = 4 * 1024 ** 2;
const environment_bytes_max = 64 * 1024;

/**
 * The gateway's shared token as an installation left it: in the container's environment file, or as text in the
 * configuration. Null where it is a reference to something else, which only the gateway can follow.
 */
export async function readRemoteToken({ host, facts }: StepContext<unknown>): Promise<string | null> {
  const { environment_path, config_path } = facts;
  if (typeof environment_path === 'string') {
    const text = (await host.readFile(environment_path, environment_bytes_max)).toString('utf8');
    const name = `${installedProfile().env_prefix}_GATEWAY_TOKEN=`;
    const line = text.split('\n').find((one) => one.startsWith(name));
    if (line !== undefined) return textOf(line.slice(name.length).trim(), 2_000);
  }
  if (typeof config_path !== 'string') return null;
  const content = await host.readFile(config_path, config_bytes_max).catch(() => null);
  return content === null ? null : tokenOf(content.toString('utf8'));
}

function tokenOf(config: string): string | null {
  try {
    const gateway = objectOf(objectOf(JSON5.parse(config)).gateway);
    const token = textOf(objectOf(gateway.auth).token, 2_000);
    return token === null || token.includes('${') ? null : token;
  } catch {
    return null;
  }
}
