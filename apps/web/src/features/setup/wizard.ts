// The wizard as its pages see it: what the agent holds, what only this page holds, and how to go on.
import type { SetupState, SetupStep, SshAuth } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { keeper } from '../../api/client.ts';
import { queryClient } from '../../api/queries.ts';
import { setupQuery, updateSetup } from '../../api/setup.ts';
import type { ConfigDraft } from '../../ui/config/contract.ts';
import { useStore } from '../../util/store.ts';
import { type Account, credentialsFor, type HeldCredentials, holdCredentials } from './credentials.ts';
import { createMover, type Mover, type MoverState } from './mover.ts';
import { stepAfter, stepBefore } from './steps.ts';

export interface Wizard {
  state: SetupState;
  mover: MoverState;
  move: Mover['move'];
  putAside(): void;
  goTo(step: SetupStep): void;
  next(): Promise<boolean>;
  back(): void;
  /** Why nothing may be moved or changed by this browser, as a sentence. */
  why_not: string | undefined;
  /** In memory of this page alone, and for this account alone: gone with a reload, and asked for again. */
  credentialsFor(account: Account | null): SshAuth | null;
  giveCredentials(account: Account, auth: SshAuth): void;
  forgetCredentials(): void;
  /** With the secrets that were typed; the agent is told a masked one. `null` until the configuration is drafted here. */
  draft: ConfigDraft | null;
  setDraft(draft: ConfigDraft | null): void;
  /** The text behind the draft, once it was edited as text. In memory of this page alone. */
  text: string | null;
  setText(text: string | null): void;
}

/** `wizard` is null until the agent has said where it stands. */
export function useWizard(): { wizard: Wizard | null; error: Error | null; readAgain(): void } {
  const session = useStore(keeper.state);
  const role = session.phase === 'in' ? session.session.device.role : null;
  const setup = useQuery({ ...setupQuery, enabled: session.phase === 'in' });
  const [mover] = useState(makeMover);
  const moved = useStore(mover.state);
  const [held, setHeld] = useState<HeldCredentials | null>(null);
  const forgetCredentials = useCallback(() => setHeld(null), []);
  const [draft, setDraft] = useState<ConfigDraft | null>(null);
  const [text, setText] = useState<string | null>(null);
  const state = setup.data;
  useEffect(() => {
    if (state) mover.notice(state);
  }, [mover, state]);
  const readAgain = () => void setup.refetch();
  if (!state) return { wizard: null, error: setup.error, readAgain };

  const move = (step: SetupStep | null) => (step ? mover.move({ step }) : Promise.resolve(false));
  return {
    error: null,
    readAgain,
    wizard: {
      state,
      mover: moved,
      move: mover.move,
      putAside: mover.putAside,
      goTo: (step) => void move(step),
      next: () => move(stepAfter(state.step, state.choice)),
      back: () => void move(stepBefore(state.step, state.choice)),
      why_not: role === 'viewer' ? 'Setup is for owners and admins; you are looking on.' : undefined,
      credentialsFor: (account) => credentialsFor(held, account),
      giveCredentials: (account, auth) => setHeld(holdCredentials(account, auth)),
      forgetCredentials,
      draft,
      setDraft,
      text,
      setText,
    },
  };
}

function makeMover(): Mover {
  return createMover({
    known: () => queryClient.getQueryData(setupQuery.queryKey),
    keep: (state) => queryClient.setQueryData(setupQuery.queryKey, state),
    read: () => queryClient.fetchQuery({ ...setupQuery, staleTime: 0 }),
    update: updateSetup,
  });
}
