import { findBrew } from '../brew-cli.ts';
import { type Prerequisite, reading } from './prerequisite.ts';

export const brewPresent: Prerequisite = {
  check: 'brew_present',
  title: 'Homebrew',
  methods: ['brew'],
  timeout_ms: 20_000,
  async look({ host, program_env, host_facts, profile, signal }) {
    const brew = await findBrew(host, program_env, signal);
    if (brew === null)
      return {
        outcome: 'blocker',
        message: 'There is no Homebrew here.',
        next_step: 'Install Homebrew first, or choose npm or Docker.',
      };
    if (host_facts.uid === 0 && host_facts.platform === 'linux')
      return {
        outcome: 'warning',
        message: 'Homebrew refuses to work for root on most machines.',
        next_step: 'Run the agent under an ordinary account, or choose npm or Docker.',
        evidence: [reading('brew', brew.version)],
      };
    return {
      outcome: 'ok',
      message: `Homebrew ${brew.version} installs the formula ${profile.brew_formula}.`,
      evidence: [reading(brew.path, brew.version)],
    };
  },
};
