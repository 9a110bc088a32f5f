import { everyMethod, type Prerequisite, reading } from './prerequisite.ts';

const drift_seconds_max = 300;
/** Nothing of this product was made before it, so a clock that shows less was never set. */
const earliest = Date.parse('2026-01-01T00:00:00Z');

/** Against the agent's clock for another machine, and against files of the system that cannot lie in the future. */
export const clockSane: Prerequisite = {
  check: 'clock_sane',
  title: 'Clock',
  methods: everyMethod,
  timeout_ms: 10_000,
  async look({ host, local, clock, signal }) {
    const asked_at = clock.now();
    const answer = await host.run(['date', '-u', '+%s'], { timeout_ms: 5_000, signal });
    const host_ms = Number(answer.stdout.trim()) * 1000;
    if (answer.status !== 0 || !(host_ms > 0)) throw new Error('the system does not tell its time');
    const evidence = [reading('time of the machine', new Date(host_ms).toISOString())];
    const mend = 'Switch on time synchronisation: `timedatectl set-ntp true`';
    if (host_ms < earliest)
      return {
        outcome: 'blocker',
        message: `The clock shows ${new Date(host_ms).toISOString().slice(0, 10)}, so every certificate looks not yet valid.`,
        next_step: mend,
        evidence,
      };
    const drift_seconds = Math.round((host_ms - (asked_at + clock.now()) / 2) / 1000);
    if (!local && Math.abs(drift_seconds) > drift_seconds_max)
      return {
        outcome: 'warning',
        message: `The clock is ${Math.abs(drift_seconds)} seconds ${drift_seconds > 0 ? 'ahead of' : 'behind'} this machine’s.`,
        next_step: mend,
        evidence,
      };
    const newest_ms = await newestFile(host, signal);
    if (newest_ms !== null && newest_ms > host_ms + drift_seconds_max * 1000)
      return {
        outcome: 'warning',
        message: 'Files of the system are newer than its clock, so the clock is behind.',
        next_step: mend,
        evidence: [...evidence, reading('newest file', new Date(newest_ms).toISOString())],
      };
    return { outcome: 'ok', message: 'The clock is plausible.', evidence };
  },
};

async function newestFile(host: Parameters<Prerequisite['look']>[0]['host'], signal: AbortSignal) {
  const argv = ['find', '/var/log', '/etc', '-maxdepth', '1', '-newermt', 'now', '-printf', '%T@\n'] as const;
  const answer = await host.run([...argv], { timeout_ms: 5_000, signal });
  const times = answer.stdout.split('\n').filter(Boolean).map(Number).filter(Number.isFinite);
  return times.length === 0 ? null : Math.max(...times) * 1000;
}
