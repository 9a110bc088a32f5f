import type { ServiceFacts } from '../ports/service-manager.ts';
import { loopWindowMs } from './boots.ts';

interface Seen {
  restarts: number;
  at_ms: number;
}

/**
 * How often engines started containers again within ten minutes. An engine counts since somebody started the container
 * by hand, so only what is added while it is watched says anything. It forgets how the former run ended, too.
 */
export class ContainerRestarts {
  private seen = new Map<string, Seen[]>();
  private readonly ends = new Map<string, number>();

  /** The same services; a container that was started again bears the status of its last end that was seen. */
  note(services: readonly ServiceFacts[], now_ms: number): ServiceFacts[] {
    const before = this.seen;
    this.seen = new Map();
    return services.map((service) => {
      const { manager, unit, restarts, exit_status } = service;
      if (manager !== 'docker' || restarts === null) return service;
      const known = before.get(unit) ?? [];
      const is_new_count = (known.at(-1)?.restarts ?? 0) > restarts;
      if (is_new_count || known.length === 0) this.ends.delete(unit);
      if (exit_status !== null) this.ends.set(unit, exit_status);
      this.seen.set(unit, [...(is_new_count ? [] : prune(known, now_ms)), { restarts, at_ms: now_ms }]);
      return {
        ...service,
        exit_status: exit_status ?? (added(this.seen.get(unit)) > 0 ? this.ends.get(unit) : null) ?? null,
      };
    });
  }

  /** Of the container that was started again most often. */
  within(now_ms: number): number {
    return Math.max(0, ...[...this.seen.values()].map((seen) => added(prune(seen, now_ms))));
  }
}

/** What was seen within the window, and only where the count changed. */
const prune = (seen: readonly Seen[], now_ms: number): Seen[] =>
  seen.filter(
    ({ at_ms, restarts }, at) => now_ms - at_ms < loopWindowMs && (at === 0 || seen[at - 1]?.restarts !== restarts),
  );

const added = (seen: readonly Seen[] = []): number => (seen.at(-1)?.restarts ?? 0) - (seen[0]?.restarts ?? 0);
