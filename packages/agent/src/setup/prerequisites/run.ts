import type { PrerequisiteCheck, PrerequisiteReport } from '@moltbot-ops/sdk/types';
import { brewPresent } from './brew-present.ts';
import { clockSane } from './clock-sane.ts';
import { diskSpace } from './disk-space.ts';
import { dockerDisk } from './docker-disk.ts';
import { dockerEngine } from './docker-engine.ts';
import { existingGateway } from './existing-gateway.ts';
import { memory } from './memory.ts';
import { nodeRuntime } from './node-runtime.ts';
import { portFree } from './port-free.ts';
import { prefixWritable } from './prefix-writable.ts';
import type { Prerequisite, PrerequisiteContext } from './prerequisite.ts';
import { registryReachable } from './registry-reachable.ts';
import { supportedSystem } from './supported-system.ts';
import { userService } from './user-service.ts';

/** In the order in which the report shows them. */
export const prerequisites: readonly Prerequisite[] = [
  supportedSystem,
  memory,
  diskSpace,
  clockSane,
  existingGateway,
  portFree,
  nodeRuntime,
  prefixWritable,
  userService,
  brewPresent,
  dockerEngine,
  dockerDisk,
  registryReachable,
];

/** Checks that run at the same time; more would crowd an SSH connection's channels. */
const together_max = 4;

/** Runs every check that the method needs, in a fixed order of the report. A check that fails or hangs is `skipped`. */
export async function runPrerequisites(
  context: PrerequisiteContext,
  checks: readonly Prerequisite[] = prerequisites,
): Promise<PrerequisiteReport> {
  const wanted = checks.filter(({ methods }) => methods.includes(context.method));
  const found = new Map<string, PrerequisiteCheck>();
  const waiting = [...wanted];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
      found.set(next.check, await runOne(next, context));
  };
  await Promise.all(Array.from({ length: together_max }, work));
  const report = wanted.flatMap(({ check }) => found.get(check) ?? []);
  return {
    host: context.host.label,
    method: context.method,
    ready: report.every(({ outcome }) => outcome !== 'blocker'),
    checked_at: new Date(context.clock.now()).toISOString(),
    checks: report,
  };
}

async function runOne(prerequisite: Prerequisite, context: PrerequisiteContext): Promise<PrerequisiteCheck> {
  const { check, title, timeout_ms } = prerequisite;
  const deadline = new AbortController();
  const signal = AbortSignal.any([context.signal, deadline.signal]);
  let cancel = () => {};
  const late = new Promise<never>((_, reject) => {
    cancel = context.clock.after(timeout_ms, () => {
      deadline.abort();
      reject(new Error(`it took longer than ${Math.round(timeout_ms / 1000)} seconds`));
    });
  });
  try {
    return { check, title, ...(await Promise.race([prerequisite.look({ ...context, signal }), late])) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      check,
      title,
      outcome: 'skipped',
      message: `This could not be checked: ${why.slice(0, 300)}.`,
      next_step: 'Look at it yourself, or check again.',
    };
  } finally {
    cancel();
  }
}
