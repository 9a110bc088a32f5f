import { type DockerEngine, EngineError } from '../../ports/docker-engine.ts';
import { type Prerequisite, type PrerequisiteContext, reading } from './prerequisite.ts';

const api_oldest = 1.24;

export const openEngine = ({ engines, host, docker_socket }: PrerequisiteContext): DockerEngine =>
  engines.open(host, docker_socket);

export const dockerEngine: Prerequisite = {
  check: 'docker_engine',
  title: 'Docker engine',
  methods: ['docker'],
  timeout_ms: 30_000,
  async look(context) {
    const elsewhere = context.docker_elsewhere ?? null;
    try {
      const { version, api_version, os, storage_driver, rootless } = await openEngine(context).read({
        signal: context.signal,
      });
      const evidence = [
        reading('engine', `${version}, API ${api_version}, ${storage_driver}${rootless ? ', rootless' : ''}`),
        reading('socket', context.docker_socket),
      ];
      if (os !== 'linux' || Number(api_version) < api_oldest)
        return {
          outcome: 'blocker',
          message: `Docker ${version} cannot run the gateway’s image.`,
          next_step: 'Update Docker, and let it run Linux containers.',
          evidence,
        };
      if (elsewhere !== null)
        return {
          outcome: 'warning',
          message: `Docker ${version} of this machine answers, but the docker command of this account speaks to ${elsewhere}.`,
          next_step: 'It is installed here, on this machine. To install over there, choose a VPS over SSH.',
          evidence,
        };
      return { outcome: 'ok', message: `Docker ${version} answers, and this account may use it.`, evidence };
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      const denied = error.failure === 'denied';
      return {
        outcome: 'blocker',
        message: denied
          ? `The account ${context.host_facts.user} may not use the Docker engine.`
          : 'No Docker engine answers on this machine.',
        next_step: denied
          ? `As root: \`usermod -aG docker ${context.host_facts.user}\`; then sign in anew. The group is as good as root.`
          : elsewhere === null
            ? 'Install Docker or start it (`systemctl start docker`, or Docker Desktop), or choose another way.'
            : `The docker command speaks to ${elsewhere}, another machine: choose a VPS over SSH to install there.`,
        evidence: [reading('socket', context.docker_socket), reading('answer', error.message)],
      };
    }
  },
};
