import { findNpm, runNpm } from '../npm-cli.ts';
import { classifyNpmFailure } from '../npm-failure.ts';
import { type Prerequisite, reading } from './prerequisite.ts';

/** One small question through the npm CLI, with the registry, proxy and certificates that npm is set up with. */
export const registryReachable: Prerequisite = {
  check: 'registry_reachable',
  title: 'Package registry',
  methods: ['npm', 'native'],
  timeout_ms: 45_000,
  async look(context) {
    const { host, program_env, profile, gateway_home, signal } = context;
    const npm = await findNpm(host, program_env, signal);
    if (npm === null)
      return context.local
        ? {
            outcome: 'blocker',
            message: 'There is no npm on the agent’s PATH.',
            next_step: 'Install npm (it comes with Node.js), or choose Docker.',
          }
        : { outcome: 'skipped', message: 'There is no npm over there yet; the installation brings one along.' };
    const answer = await runNpm(host, npm, ['view', `${profile.npm_package}@latest`, 'version', '--json'], {
      env: program_env,
      home: gateway_home,
      timeout_ms: 40_000,
      signal,
      retries: 0,
    });
    const version = /"(\d[\w.+-]{0,63})"/.exec(answer.stdout)?.[1];
    if (answer.status === 0 && version !== undefined)
      return {
        outcome: 'ok',
        message: `The package registry answers; the newest ${profile.npm_package} is ${version}.`,
        evidence: [reading('npm', npm.version)],
      };
    const failure = classifyNpmFailure(answer, profile.npm_package);
    return {
      outcome: 'blocker',
      message: failure.message,
      next_step: failure.next_step,
      evidence: failure.evidence.map((line) => reading('npm', line)),
    };
  },
};
