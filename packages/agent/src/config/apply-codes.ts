import { StepError } from '../jobs/plan.ts';

/** Why a change of the configuration is not begun or is taken back; a runbook bears each. */
export const applyCodes = [
  'config_conflict',
  'config_refused',
  'config_not_taken',
  'gateway_lost',
  'gateway_refused',
  'channel_lost',
  'apply_interrupted',
  'secret_not_kept',
  'included_file',
  'port_of_container',
  'port_of_forward',
] as const;

type ApplyCode = (typeof applyCodes)[number];

type Options = ConstructorParameters<typeof StepError>[2];

/** A step's failure with one of these codes. */
export const applyError = (code: ApplyCode, message: string, options: Options): StepError =>
  new StepError(code, message, options);

export const changedMeanwhile = () =>
  applyError('config_conflict', 'Somebody else changed the configuration meanwhile. It was left as they made it.', {
    next_step: 'Compare both and decide, then apply again on top of what is there now.',
  });
