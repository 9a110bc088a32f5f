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
  setupGet: notYet,
  setupUpdate: notYet,
  prerequisitesRun: notYet,
  gatewayDiscover: notYet,
  gatewayAdopt: notYet,
  setupReport: notYet,
} satisfies Partial<Handlers>;
