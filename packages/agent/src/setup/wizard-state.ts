import type { PrerequisiteReport, SetupChoice, SetupState, SetupStep } from '@moltbot-ops/sdk/types';

/** What a report is made of. */
export interface SetupFacts {
  choice: SetupChoice | null;
  prerequisites: PrerequisiteReport | null;
  install_job_id: string | null;
  apply_job_id: string | null;
  completed_at: string | null;
}

/** What is durable of the wizard. The draft lies with the secrets, under its own revision. */
export interface WizardState extends SetupFacts {
  revision: number;
  step: SetupStep;
  furthest_step: SetupStep;
  /** Revision at which the draft was last changed; 0 where there is none. */
  draft_revision: number;
  /** The setup that was finished last, for its report. */
  last_setup: SetupFacts | null;
  updated_at: string;
}

/** What the wizard may know of the world when it judges whether a page can be reached. */
export interface WizardFacts {
  is_installed: boolean;
  is_applied: boolean;
  has_draft: boolean;
}

export const firstState = (updated_at: string): WizardState => ({
  ...{ revision: 1, step: 'choose', furthest_step: 'choose', choice: null, prerequisites: null },
  ...{ install_job_id: null, apply_job_id: null, draft_revision: 0, completed_at: null },
  ...{ last_setup: null, updated_at },
});

/** The last page is reached: what was done is kept for its report, also when the wizard begins anew. */
export function finish(state: WizardState, completed_at: string): Pick<WizardState, 'completed_at' | 'last_setup'> {
  const { choice, prerequisites, install_job_id, apply_job_id } = state;
  return { completed_at, last_setup: { choice, prerequisites, install_job_id, apply_job_id, completed_at } };
}

const order: readonly SetupStep[] = ['choose', 'prerequisites', 'install', 'configure', 'validate', 'run', 'report'];

/** The pages that a choice leads through. A gateway that is there already needs no checks; its page of installing adopts. */
export function courseOf(choice: SetupChoice | null): readonly SetupStep[] {
  return choice?.place === 'adopt' ? order.filter((step) => step !== 'prerequisites') : order;
}

export function furthestOf(a: SetupStep, b: SetupStep): SetupStep {
  return order.indexOf(a) > order.indexOf(b) ? a : b;
}

/** Whether the wizard may stand on this page. Back is always open; forward as far as the facts carry. */
export function isReachable(target: SetupStep, state: WizardState, facts: WizardFacts): boolean {
  const course = courseOf(state.choice);
  const place = course.indexOf(target);
  if (place === -1) return false;
  if (order.indexOf(target) <= order.indexOf(state.step)) return true;
  return course.slice(0, place + 1).every((step) => isOpen(step, state, facts));
}

function isOpen(step: SetupStep, { choice, prerequisites, install_job_id }: WizardState, facts: WizardFacts): boolean {
  const is_adopted = choice?.place === 'adopt';
  switch (step) {
    case 'choose':
      return true;
    case 'prerequisites':
      return isComplete(choice);
    case 'install':
      return isComplete(choice) && (is_adopted || prerequisites?.ready === true || install_job_id !== null);
    case 'configure':
    case 'validate':
    case 'run':
      return facts.is_installed;
    case 'report':
      return facts.is_installed && (is_adopted || facts.is_applied || !facts.has_draft);
  }
}

function isComplete(choice: SetupChoice | null): boolean {
  if (choice === null) return false;
  if (choice.place === 'adopt') return Boolean(choice.gateway_id);
  if (choice.place === 'ssh')
    return Boolean(choice.host && choice.username) && (choice.method === 'docker' || choice.method === 'native');
  return choice.method !== undefined && choice.method !== 'native';
}

export function toSetupState(state: WizardState, draft: SetupState['draft']): SetupState {
  const { draft_revision: _revision, last_setup: _last, ...shown } = state;
  return { ...shown, draft };
}
