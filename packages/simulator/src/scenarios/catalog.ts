// The scenarios: what goes wrong, as seen from outside. Each says what it does before a boot and what it does
// to a running gateway; leaving it undoes what can be undone.
import type { Scenario, ScenarioName } from './names.ts';
import { runningScenarios } from './running.ts';

export const scenarios: Record<ScenarioName, Scenario> = {
  healthy: { summary: 'Everything works.' },
  starting_slow: {
    summary: 'Takes 20 s to become ready, most of it with the port closed.',
    conditions: { boot_ms: 20_000 },
    enter: (gateway) => {
      gateway.restart('scenario starting_slow');
      return undefined;
    },
  },
  exit_78: { summary: 'Refuses to start: the state was written by a newer version. Exit code 78.' },
  invalid_config: {
    summary: 'The config file is broken by hand; a start exits with 78, a running gateway carries on.',
  },
  upgrade_fails: { summary: 'Updates fail in the swap step and leave the old version in place.' },
  ...runningScenarios,
};
