// Moves the wizard that the agent holds: one change at a time, each based on the newest revision that is known.
// When somebody else moved it first, nothing is forced: the page shows where it stands now, and says so.
import { ApiError } from '@moltbot-ops/sdk';
import type { SetupState, SetupUpdateRequest } from '@moltbot-ops/sdk/types';
import { createStore, type Store } from '../../util/store.ts';

export type SetupChange = Partial<Omit<SetupUpdateRequest, 'revision'>>;

export interface MoverState {
  /** A page is being gone to. A draft that is only being kept holds nobody up. */
  moving: boolean;
  /** Somebody else moved the wizard under this page. */
  raced: boolean;
  error: ApiError | null;
}

export interface MoverPorts {
  /** The newest state that is known here. */
  known(): SetupState | undefined;
  keep(state: SetupState): void;
  read(): Promise<SetupState>;
  update(change: SetupUpdateRequest): Promise<SetupState>;
}

export interface Mover {
  state: Store<MoverState>;
  /** True: moved. False: it was not, and `state` says why. Changes wait for those before them. */
  move(change: SetupChange): Promise<boolean>;
  /** Looks at a state that came from elsewhere: one that this page did not make is said. */
  notice(state: SetupState): void;
  putAside(): void;
}

/** The agent itself notes checks and jobs in the wizard; that is nobody's move, and stands in nobody's way. */
function isSamePage(before: SetupState, now: SetupState): boolean {
  const page = ({ step, choice, draft }: SetupState) => JSON.stringify([step, choice, draft]);
  return page(before) === page(now);
}

const still: MoverState = { moving: false, raced: false, error: null };

export function createMover(ports: MoverPorts): Mover {
  const state = createStore<MoverState>(still);
  let queue: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let turning = 0;
  let seen: SetupState | undefined;

  async function readAgain(): Promise<void> {
    const now = await ports.read();
    seen = now;
    ports.keep(now);
  }

  async function moveNow(change: SetupChange, triesLeft = 2): Promise<boolean> {
    const known = ports.known() ?? (await ports.read());
    try {
      const now = await ports.update({ start_over: false, ...change, revision: known.revision });
      seen = now;
      ports.keep(now);
      state.set({ ...state.get(), raced: false, error: null });
      return true;
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) });
      if (error.code !== 'setup_moved') {
        state.set({ ...state.get(), raced: false, error });
        return false;
      }
      await readAgain().catch(() => undefined);
      const now = ports.known();
      if (now && triesLeft > 0 && isSamePage(known, now)) return moveNow(change, triesLeft - 1);
      state.set({ ...state.get(), raced: true, error: null });
      return false;
    }
  }

  return {
    state,
    move(change) {
      const turns = change.step !== undefined || change.start_over === true;
      waiting += 1;
      turning += turns ? 1 : 0;
      state.set({ ...state.get(), moving: turning > 0 });
      const done = queue
        .then(() => moveNow(change))
        .finally(() => {
          waiting -= 1;
          turning -= turns ? 1 : 0;
          state.set({ ...state.get(), moving: turning > 0 });
        });
      queue = done.catch(() => undefined);
      return done;
    },
    notice(now) {
      const before = seen;
      if (before && now.revision < before.revision) return;
      seen = now;
      // While a change of our own is on its way, the revision goes up because of it.
      if (before && waiting === 0 && now.revision > before.revision && now.step !== before.step)
        state.set({ ...state.get(), raced: true });
    },
    putAside() {
      state.set({ ...state.get(), raced: false, error: null });
    },
  };
}
