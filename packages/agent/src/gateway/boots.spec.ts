import { describe, expect, it } from 'vitest';
import { createBoots, createMemoryBootHistory, dayMs, loopWindowMs } from './boots.ts';

const process = (pid: number, started_at_ms: number) => ({ pid, start_key: `${pid}:${started_at_ms}`, started_at_ms });
const now = 10 * dayMs;

describe('boots', () => {
  it('counts each process and each start over inside one once, across a restart of the agent', () => {
    const history = createMemoryBootHistory();
    const first = createBoots(history);
    first.noteProcess(process(1, now - 60_000));
    first.noteHello('a', process(1, now - 60_000), now - 40_000);
    first.noteHello('b', process(1, now - 60_000), now - 20_000);
    const second = createBoots(history);
    expect(second.noteProcess(process(1, now - 60_000))).toBe(false);
    expect(second.noteHello('b', process(1, now - 60_000), now)).toBe(false);
    expect(second.restarts24h(now)).toBe(1);
  });

  it('forgets boots of the day before', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteProcess(process(1, now - 2 * dayMs));
    boots.noteProcess(process(2, now - dayMs - 1));
    expect(boots.restarts24h(now)).toBe(0);
  });

  it('calls the first boot that was ever heard of no restart, and each later one a restart', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteProcess(process(1, now - 60_000));
    expect(boots.restarts24h(now)).toBe(0);
    boots.noteEnd({ clean: true });
    boots.noteProcess(process(2, now));
    expect(boots.restarts24h(now)).toBe(1);
    expect(boots.restarts24h(now + dayMs - 1_000)).toBe(1);
  });

  it('neither counts boots of a time that is still to come, nor takes them for a crash loop, when the clock is set back', () => {
    const boots = createBoots(createMemoryBootHistory());
    for (let n = 0; n < 5; n += 1) {
      boots.noteProcess(process(n, now + 90 * dayMs + n * 1_000));
      boots.noteEnd({ clean: false });
    }
    expect([boots.restarts24h(now + 90 * dayMs + 5_000), boots.unclean(now + 90 * dayMs + 5_000)]).toEqual([4, 4]);
    expect([boots.restarts24h(now), boots.unclean(now)]).toEqual([0, 0]);
  });

  it('takes only boots after an abrupt end for signs of a crash loop', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteProcess(process(1, now - 50_000));
    boots.noteEnd({ clean: true });
    boots.noteProcess(process(2, now - 40_000));
    boots.noteEnd({ clean: false });
    boots.noteProcess(process(3, now - 30_000));
    boots.noteHello('in-place', process(3, now - 30_000), now - 20_000);
    boots.noteHello('again', process(3, now - 30_000), now - 10_000);
    expect(boots.unclean(now)).toBe(1);
    expect(boots.unclean(now + loopWindowMs)).toBe(0);
  });

  it('does not count a refused start as a crash', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteEnd({ clean: false });
    boots.noteProcess(process(1, now));
    boots.noteRefused(process(1, now).start_key);
    expect([boots.unclean(now), boots.restarts24h(now)]).toEqual([0, 0]);
  });

  it('adds boots from the log that were not seen, and no others', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteProcess(process(1, now - 60_000));
    boots.noteLogged(now - 48_000);
    boots.noteLogged(now - 3_600_000);
    expect(boots.restarts24h(now)).toBe(1);
  });

  it('knows a process again that it heard of before it saw it', () => {
    const boots = createBoots(createMemoryBootHistory());
    boots.noteHello('a', null, now);
    expect(boots.noteProcess(process(1, now - 15_000))).toBe(false);
  });
});
