import type { Db, Trx } from './schema.ts';

export interface MetaRow {
  name: string;
  value: string;
}

/** A single named value, or null. */
export async function readMeta(db: Db | Trx, name: string): Promise<string | null> {
  const row = await db.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value ?? null;
}

export async function writeMeta(db: Db | Trx, name: string, value: string): Promise<void> {
  await db
    .insertInto('meta')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
