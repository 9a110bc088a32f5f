// The pages of the wizard: their order, what they are called, and which of them a choice needs. Pure.
import type { SetupChoice, SetupState, SetupStep } from '@moltbot-ops/sdk/types';

export interface StepWords {
  /** On the course. */
  name: string;
  /** The page's heading. */
  title: string;
  intro: string;
}

const order: SetupStep[] = ['choose', 'prerequisites', 'install', 'configure', 'validate', 'run', 'report'];
/** A gateway that runs already needs no checks, no installation and no first configuration. */
const adoptOrder: SetupStep[] = ['choose', 'install', 'report'];

const words: Record<SetupStep, StepWords> = {
  choose: {
    name: 'Choose',
    title: 'Where should the gateway run?',
    intro: 'Nothing is changed on any machine until you have seen what will be done and confirmed it.',
  },
  prerequisites: {
    name: 'Check',
    title: 'Is the machine ready?',
    intro: 'Each check looks and changes nothing. Only a blocker stops you.',
  },
  install: {
    name: 'Install',
    title: 'Install the gateway',
    intro: 'First what will happen, then your confirmation, then every step with its evidence.',
  },
  configure: {
    name: 'Configure',
    title: 'How should it work?',
    intro: 'Only the essentials are asked for. Everything else has a sensible value already and can be searched.',
  },
  validate: {
    name: 'Validate',
    title: 'Would the gateway accept it?',
    intro: 'Asked in layers: the schema, the gateway’s own validator, and what went wrong for others.',
  },
  run: {
    name: 'Run',
    title: 'Put it into force',
    intro: 'The former configuration is kept and comes back by itself when the gateway is not well with the new one.',
  },
  report: {
    name: 'Report',
    title: 'What was set up',
    intro: 'Versions, digests, paths and checks, to read and to file. No secret is in it.',
  },
};

const adoptWords: Partial<Record<SetupStep, StepWords>> = {
  install: {
    name: 'Adopt',
    title: 'Look after a gateway that is here',
    intro: 'The agent watches it from outside. Nothing of it is changed, moved or restarted.',
  },
};

/** The pages that this choice leads through, in order. */
export function courseOf(choice: SetupChoice | null): SetupStep[] {
  return choice?.place === 'adopt' ? adoptOrder : order;
}

export function wordsOf(step: SetupStep, choice: SetupChoice | null): StepWords {
  return (choice?.place === 'adopt' && adoptWords[step]) || words[step];
}

/** Whether the wizard has been as far as this page; going back to it changes nothing. */
export function isReached(step: SetupStep, state: SetupState): boolean {
  return order.indexOf(step) <= order.indexOf(state.furthest_step);
}

export function stepAfter(step: SetupStep, choice: SetupChoice | null): SetupStep | null {
  const course = courseOf(choice);
  return course[course.indexOf(step) + 1] ?? null;
}

export function stepBefore(step: SetupStep, choice: SetupChoice | null): SetupStep | null {
  const course = courseOf(choice);
  return course[course.indexOf(step) - 1] ?? null;
}
