import type { JobFacts } from '../../../jobs/plan.ts';
import type { ContainerReading } from '../../../ports/docker-engine.ts';
import { quoted } from './prepare-state.ts';

interface End {
  code: string;
  message: string;
  next_step: string;
}

/** Which end of a gateway in a container it was, from its status and last words. Pure. */
export function judgeEnd(
  { out_of_memory, exit_code }: Pick<ContainerReading, 'out_of_memory' | 'exit_code'>,
  words: string,
  facts: Readonly<JobFacts>,
): End {
  if (/EACCES|permission denied/i.test(words)) return sayDenied(facts);
  if (/exec format error/i.test(words))
    return {
      code: 'image_unavailable',
      message: 'The image is made for another kind of processor than this machine has.',
      next_step: 'Get it for this one (docker pull without --platform, or another version), then start the job again.',
    };
  if (exit_code === 127 || /exec \S+ failed: No such file|executable file not found/i.test(words))
    return {
      code: 'image_unavailable',
      message: 'The image holds no program of the gateway: what it is to start is not there.',
      next_step:
        'Another image bears that name here. Look at it with `docker image inspect`, choose another version, then start the job again.',
    };
  if (out_of_memory || exit_code === 137)
    return {
      code: 'install_out_of_memory',
      message: 'The gateway was ended because it ran out of memory.',
      next_step: 'Give the machine more than 2 GiB of memory or close other programs, then start the job again.',
    };
  if (/EADDRINUSE|already listening/i.test(words))
    return {
      code: 'gateway_port_taken',
      message: 'Another program holds the gateway’s port or state.',
      next_step: 'Stop that program, or choose another port.',
    };
  const next_step = 'Its last lines are below; mend what they name, then start the job again.';
  return exit_code === 78
    ? {
        code: 'gateway_refused_start',
        message: 'The gateway refused to start with its configuration or state.',
        next_step,
      }
    : { code: 'gateway_ended', message: `The gateway ends again and again, with status ${exit_code}.`, next_step };
}

function sayDenied({ state_directory, state_owner }: Readonly<JobFacts>): End {
  const state = quoted(typeof state_directory === 'string' ? state_directory : 'STATE');
  const owner = typeof state_owner === 'string' ? state_owner : '1000:1000';
  return {
    code: 'volume_denied',
    message: 'The gateway may not write into its state directory.',
    next_step: `Stop the container, then as root: \`chown -R ${owner} ${state}\`. Where SELinux is enforced, also \`chcon -Rt container_file_t ${state}\`.`,
  };
}
