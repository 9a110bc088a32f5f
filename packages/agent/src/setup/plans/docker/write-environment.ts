import { type PlanStep, StepError } from '../../../jobs/plan.ts';
import { makeOwnDirectory, removeDrafts, removeOwnDirectories } from '../native/native-plan.ts';
import { type AnyContext, type Docker, layoutOf } from './docker-plan.ts';

const token_bytes = 32;
const environment_bytes_max = 64 * 1024;

/** The container's secret variables in a file that its owner alone reads. A token that is there is kept. */
export function writeEnvironment<Params>(docker: Docker): PlanStep<Params> {
  const token_name = `${docker.target.profile.env_prefix}_GATEWAY_TOKEN`;
  return {
    step: 'write_environment',
    title: 'Write the environment file',
    cancel: 'after',
    async check(context) {
      const { environment_path } = await layoutOf(docker, context);
      const stat = await context.host.stat(environment_path);
      if (stat === null || (stat.mode & 0o077) !== 0) return null;
      const variables = await readEnvironmentFile(docker, context, environment_path);
      await context.remember({ environment_path });
      return token_name in variables ? [{ label: 'environment', value: `${environment_path} (0600) is kept` }] : null;
    },
    async run(context) {
      const { host } = context;
      const { directory, environment_path } = await layoutOf(docker, context);
      const is_new = (await host.stat(environment_path)) === null;
      const held = is_new ? {} : await readEnvironmentFile(docker, context, environment_path);
      await context.remember({ environment_path, ...(is_new ? { environment_made: true } : {}) });
      await makeOwnDirectory(context, directory, 0o700);
      const made = Buffer.from(docker.parts.random(token_bytes)).toString('hex');
      docker.parts.rememberSecret(made);
      const variables = { [token_name]: made, ...held };
      const text = Object.entries(variables).map(([name, value]) => `${name}=${value}\n`);
      await host.writeFile(environment_path, text.join(''), { mode: 0o600 });
      return [{ label: 'environment', value: `${environment_path} (0600), with ${token_name}` }];
    },
    async undo(context) {
      const { directory, environment_path } = await layoutOf(docker, context);
      const made = context.facts.environment_made === true;
      if (made) await context.host.remove(environment_path);
      // An agent that was killed while it wrote, here or the compose file, left a part of it.
      await removeDrafts(context, directory);
      const removed = await removeOwnDirectories(context);
      return [...(made ? [environment_path] : []), ...removed].map((value) => ({ label: 'removed', value }));
    },
  };
}

/** Names and values as they stand in the file, comments aside. Its secrets are remembered, so that no log shows them. */
export async function readEnvironmentFile(
  { parts }: Docker,
  { host }: AnyContext,
  path: string,
): Promise<Record<string, string>> {
  const text = (await host.readFile(path, environment_bytes_max)).toString('utf8');
  const variables: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [, name, value] = /^([A-Za-z_]\w*)=(.*)$/.exec(line) ?? [];
    if (name === undefined || value === undefined)
      throw new StepError('environment_unreadable', `A line of ${path} is not NAME=VALUE.`, {
        next_step: 'Mend that line, or move the file aside; then start the job again.',
      });
    if (/TOKEN|KEY|SECRET|PASSWORD/.test(name) && value.length >= 8) parts.rememberSecret(value);
    variables[name] = value;
  }
  return variables;
}
