// The wizard as the agent holds it: one for all browsers, durable after every move. Moves come in with the revision they are
// based on, the newest state leaves with its draft masked. Never: a move over somebody else's, a page before its time,
// a secret in the database.
import type { PrerequisiteReport, PrerequisitesRequest, SetupState, SetupUpdateRequest } from '@moltbot-ops/sdk/types';
import { isEqual } from '../config/tree.ts';
import { AppError } from '../errors.ts';
import type { Jobs } from '../jobs/job-service.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { SecretStore } from '../ports/secret-store.ts';
import { readMeta, writeMeta } from '../store/meta.ts';
import type { Db } from '../store/schema.ts';
import { inTransaction } from '../store/transaction.ts';
import { checkChoice, isOfChoice } from './choice.ts';
import { acceptDraft, createDraftStore, type Draft, type Hinted, isEmptyDraft, maskDraft } from './draft.ts';
import {
  finish,
  firstState,
  furthestOf,
  isReachable,
  type SetupFacts,
  toSetupState,
  type WizardFacts,
  type WizardState,
} from './wizard-state.ts';

const meta_name = 'setup_wizard';
const installKinds = new Set(['install_local', 'install_ssh']);
const applyKind = 'config_apply';

export interface WizardDependencies {
  db: Db;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  jobs: Pick<Jobs, 'get' | 'onChange'>;
  /** Whether the agent looks after a gateway that is there. */
  hasGateway: () => boolean;
  /** What the configuration's schema knows of secrets; asked only where there is a draft. */
  hints: () => Promise<Hinted>;
  publish: (revision: number) => void;
}

export interface Wizard {
  read(): Promise<SetupState>;
  /** Throws `setup_moved`, `setup_step_unreachable`, `invalid_request`, `body_too_large`, `storage_unavailable`. */
  update(request: SetupUpdateRequest): Promise<SetupState>;
  /** Keeps the checks that were made for the machine that is chosen. */
  keepPrerequisites(asked: PrerequisitesRequest, report: PrerequisiteReport): Promise<void>;
  /** For the report: the setup that is under way, else the one that was finished last. */
  lastSetup(): SetupFacts;
  /** Waits for moves that are under way. */
  close(): Promise<void>;
}

export async function createWizard(deps: WizardDependencies): Promise<Wizard> {
  const { db, clock, jobs } = deps;
  const drafts = createDraftStore(deps.secrets);
  const isoNow = () => new Date(clock.now()).toISOString();
  const stored = await readMeta(db, meta_name);
  let state = stored === null ? firstState(isoNow()) : (JSON.parse(stored) as WizardState); // written below
  // Moves go one after another: each is judged by what the one before it left.
  let moving: Promise<unknown> = Promise.resolve();

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = moving.then(work);
    moving = done.catch(() => {}); // told to the caller
    return done;
  }

  async function save(change: Partial<WizardState>): Promise<void> {
    const next: WizardState = { ...state, ...change, revision: state.revision + 1, updated_at: isoNow() };
    await inTransaction(db, (trx) => writeMeta(trx, meta_name, JSON.stringify(next)));
    state = next;
    deps.publish(next.revision);
  }

  async function hasSucceeded(job_id: string | null): Promise<boolean> {
    if (job_id === null) return false;
    try {
      return (await jobs.get(job_id)).state === 'succeeded';
    } catch (error) {
      // A job that was long ago is not kept; what it made is judged by itself.
      if (error instanceof AppError && error.code === 'job_not_found') return deps.hasGateway();
      throw error;
    }
  }

  async function readFacts({ choice, install_job_id, apply_job_id }: WizardState, draft: Draft | null) {
    const is_installed = choice?.place === 'adopt' ? deps.hasGateway() : await hasSucceeded(install_job_id);
    const facts: WizardFacts = {
      is_installed,
      is_applied: await hasSucceeded(apply_job_id),
      has_draft: !isEmptyDraft(draft),
    };
    return facts;
  }

  const show = async (draft: Draft | null): Promise<SetupState> =>
    toSetupState(state, draft === null ? null : maskDraft(draft, await deps.hints()));

  async function move(request: SetupUpdateRequest): Promise<SetupState> {
    if (request.revision !== state.revision) throw new AppError('setup_moved');
    const former = await drafts.read(state.draft_revision);
    const next: WizardState = { ...state };
    let draft = former;
    if (request.start_over) {
      Object.assign(next, firstState(next.updated_at), { revision: state.revision, last_setup: state.last_setup });
      next.completed_at = state.completed_at;
      draft = null;
    }
    const choice = request.choice ? checkChoice(request.choice) : null;
    if (choice && !isEqual(choice, next.choice)) {
      // Another choice begins anew; what was done for the former one stays in the list of jobs.
      Object.assign(next, { choice, step: 'choose', furthest_step: 'choose', prerequisites: null });
      Object.assign(next, { install_job_id: null, apply_job_id: null });
    }
    if (request.draft === null) draft = null;
    else if (request.draft !== undefined) draft = acceptDraft(request.draft, draft, await deps.hints());
    const target = request.step;
    if (target) {
      if (!isReachable(target, next, await readFacts(next, draft))) throw new AppError('setup_step_unreachable');
      next.step = target;
      if (target === 'report') Object.assign(next, finish(next, isoNow()));
    }
    next.furthest_step = furthestOf(next.furthest_step, next.step);
    if (draft !== former) {
      next.draft_revision = draft === null ? 0 : state.revision + 1;
      await drafts.write(state.draft_revision, { revision: state.revision + 1, draft });
    }
    await save(next);
    if (draft !== former) await drafts.settle(next.draft_revision);
    return show(draft);
  }

  const note = (change: Partial<WizardState>) =>
    void inTurn(() => save(change)).catch((error: unknown) =>
      deps.log.warn('the wizard did not note a job', { cause: String(error) }),
    );

  jobs.onChange(({ event, job: { kind, job_id } }) => {
    if (event === 'ended') {
      if (job_id === state.install_job_id || job_id === state.apply_job_id) deps.publish(state.revision);
    } else if (state.choice === null || state.step === 'report') return;
    else if (installKinds.has(kind)) note({ install_job_id: job_id });
    else if (kind === applyKind) note({ apply_job_id: job_id });
  });

  return {
    read: () => inTurn(async () => show(await drafts.read(state.draft_revision))),
    update: (request) => inTurn(() => move(request)),
    keepPrerequisites: (asked, report) =>
      inTurn(async () => {
        if (state.choice && isOfChoice(state.choice, asked, report)) await save({ prerequisites: report });
      }),
    lastSetup: () => (state.choice === null && state.last_setup ? state.last_setup : state),
    close: async () => void (await moving),
  };
}
