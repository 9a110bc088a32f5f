import { AppError } from '../../errors.ts';
import type { Handlers } from '../operation.ts';

const notYet = (): never => {
  throw new AppError('not_available_yet');
};

export const pendingHandlers = {
  installLocal: notYet,
  installSsh: notYet,
  configApply: notYet,
  configGet: notYet,
  configDiff: notYet,
  prerequisitesRun: notYet,
  gatewayDiscover: notYet,
  gatewayAdopt: notYet,
} satisfies Partial<Handlers>;
