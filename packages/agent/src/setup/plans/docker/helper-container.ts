import { StepError } from '../../../jobs/plan.ts';
import { type AnyContext, type Docker, engineOf, factOf, withEngine } from './docker-plan.ts';

/**
 * Runs a few words of shell as root in a container of the gateway's own image that sees `/state`, has no network and
 * goes away again: for what this account may not do on the host. `script` holds no input from anywhere.
 */
export async function runHelper(docker: Docker, context: AnyContext, state: string, script: string): Promise<void> {
  const engine = await engineOf(docker, context);
  const name = `${docker.target.profile.gateway_title}-helper`;
  context.output(`A container of the image does as root: ${script.split('\n')[0] ?? ''}`);
  await withEngine(async () => {
    await engine.removeContainer(name, { force: true });
    await engine.createContainer({
      name,
      image: factOf(context.facts, 'image_id'),
      hostname: name,
      entrypoint: ['sh', '-ec'],
      command: [script],
      user: '0:0',
      environment: {},
      ports: [],
      binds: [{ host: state, container: '/state', read_only: false }],
      labels: { 'moltbot-ops.job': context.job_id },
      restart: 'no',
      network: false,
      memory_bytes: 128 * 1024 ** 2,
      cpus: null,
      pids: 32,
      capabilities: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'],
      healthcheck: null,
      log: { size_mib: 1, files: 1 },
      stop_timeout_s: 5,
    });
    try {
      await engine.startContainer(name);
      const status = await engine.waitContainer(name, 60);
      if (status === 0) return;
      throw new StepError('docker_refused', `The helper container ended with status ${status}.`, {
        next_step: 'Do by hand as root what the output names, then start the job again.',
        evidence: await engine.readLogs(name, 8),
      });
    } finally {
      await engine.removeContainer(name, { force: true });
    }
  });
}
