// Run as a process of its own, to be killed: jobs over a database, whose steps write what they do into a file.
// Arguments: database, file, at how many lines of the file to stand still and wait for the kill.
import { appendFileSync, readFileSync } from 'node:fs';
import { createSystemClock } from '../../src/adapters/clock.ts';
import { createLedger } from '../../src/audit/ledger.ts';
import { createJobs } from '../../src/jobs/jobs.ts';
import { StepError } from '../../src/jobs/plan.ts';
import type { Log } from '../../src/ports/log.ts';
import { createRedactor } from '../../src/redaction/redactor.ts';
import { openStore } from '../../src/store/open.ts';
import { everybodyStays } from './approvals.ts';
import { type Params, type Step, scriptedKind } from './job-bench.ts';

const [database = '', file = '', stand_at = '0'] = process.argv.slice(2);
const silent: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const clock = createSystemClock();
const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const store = await openStore(database);
const { db } = store;
const ledger = createLedger({ db, clock, random, onError: () => {} });

const lines = () => readFileSync(file, 'utf8').split('\n').length - 1;
async function write(line: string): Promise<void> {
  appendFileSync(file, `${line}\n`);
  if (lines() === Number(stand_at)) await new Promise<never>(() => {});
}
const steps: Step[] = ['a', 'b', 'c', 'd'].map((step) => ({
  step,
  title: step,
  cancel: 'after',
  run: async ({ params }: { params: Params }) => {
    await write(`begin ${step}`);
    if (step === 'd' && params.plan === 'fails') throw new StepError('bad', 'Bad.', { next_step: '' });
    await write(`end ${step}`);
    return [];
  },
  undo: async () => {
    await write(`undo ${step}`);
    return [];
  },
}));

// A process that waits for nothing would end by itself.
const stay = setInterval(() => {}, 1_000);
const jobs = createJobs({
  approvals: everybodyStays,
  db,
  ledger,
  clock,
  random,
  log: silent,
  redactor: createRedactor(),
  publish: () => {},
});
jobs.register(scriptedKind(steps));
await jobs.recover();
const [known] = await jobs.list({ limit: 1, before_job_id: null });
const plan = process.env.PLAN ?? 'works';
const request = { kind: 'scripted', params: { host: 'local', plan }, secrets: {}, actor: 'host' };
const job_id = known?.job_id ?? (await jobs.accept(request)).job_id;
const job = await jobs.wait(job_id, 60_000);
process.stdout.write(`${JSON.stringify(job)}\n`);
await jobs.close();
await store.close();
clearInterval(stay);
