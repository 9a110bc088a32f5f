import type { SetupChoice, SetupMethod, SetupPlace } from '@moltbot-ops/sdk/types';

export const placeNames: Record<SetupPlace, string> = {
  local: 'This machine',
  ssh: 'A VPS, over SSH',
  adopt: 'A gateway that is here',
};

export const channelNames: Record<SetupChoice['channel'], string> = {
  stable: 'Stable',
  beta: 'Beta',
  nightly: 'Nightly',
};

export const methodNames: Record<SetupMethod, string> = {
  docker: 'Docker',
  npm: 'npm',
  brew: 'Homebrew',
  native: 'npm, on its own Node',
};
