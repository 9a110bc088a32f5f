import { AppError } from '../../errors.ts';
import type { Handlers } from '../operation.ts';

const notYet = (): never => {
  throw new AppError('not_available_yet');
};

export const pendingHandlers = {
  installSsh: notYet,
} satisfies Partial<Handlers>;
