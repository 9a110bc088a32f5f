import type { SetupMethod, SetupPlace } from '@moltbot-ops/sdk/types';

export const placeNames: Record<SetupPlace, string> = {
  local: 'This machine',
  ssh: 'A VPS, over SSH',
  adopt: 'A gateway that is here',
};

export const methodNames: Record<SetupMethod, string> = {
  docker: 'Docker',
  npm: 'npm',
  brew: 'Homebrew',
  native: 'npm, on its own Node',
};
