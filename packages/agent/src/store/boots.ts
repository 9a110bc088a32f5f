import type { BootHistory, BootRecord } from '../ports/boot-history.ts';
import type { Db } from './schema.ts';

/** A boot of the gateway; SQLite knows no booleans. */
export interface BootRow {
  boot_key: string;
  boot_id: string | null;
  pid: number | null;
  at_ms: number;
  how: BootRecord['how'];
  after_clean_stop: number;
  refused: number;
}

const kept_max = 2_000;

/**
 * The gateway's boots, read once and kept in memory so that both calls answer at once; what is recorded is written
 * behind them. A write that fails costs the record after a restart of the agent, not the watching.
 */
export async function openBootHistory(
  db: Db,
  onError: (error: unknown) => void,
): Promise<BootHistory & { close(): Promise<void> }> {
  const rows = await db.selectFrom('boots').selectAll().orderBy('at_ms', 'desc').limit(kept_max).execute();
  const boots = new Map(rows.reverse().map((row) => [row.boot_key, toRecord(row)]));
  let writing: Promise<unknown> = Promise.resolve();

  const write = async (boot: BootRecord, forgotten: string | undefined): Promise<void> => {
    const { boot_key, ...change } = toRow(boot);
    await db
      .insertInto('boots')
      .values({ boot_key, ...change })
      .onConflict((conflict) => conflict.column('boot_key').doUpdateSet(change))
      .execute();
    if (forgotten !== undefined) await db.deleteFrom('boots').where('boot_key', '=', forgotten).execute();
  };

  return {
    record: (boot) => {
      boots.set(boot.boot_key, { ...boot });
      const oldest = boots.size > kept_max ? [...boots.values()].toSorted((a, b) => a.at_ms - b.at_ms)[0] : undefined;
      if (oldest) boots.delete(oldest.boot_key);
      writing = writing.then(() => write(boot, oldest?.boot_key)).catch(onError);
    },
    since: (at_ms) => [...boots.values()].filter((boot) => boot.at_ms >= at_ms).toSorted((a, b) => a.at_ms - b.at_ms),
    close: async () => {
      await writing;
    },
  };
}

function toRecord({ after_clean_stop, refused, ...row }: BootRow): BootRecord {
  return { ...row, after_clean_stop: after_clean_stop === 1, refused: refused === 1 };
}

function toRow({ after_clean_stop, refused, ...boot }: BootRecord): BootRow {
  return { ...boot, after_clean_stop: after_clean_stop ? 1 : 0, refused: refused ? 1 : 0 };
}
