// The agent's opinion of itself: facts in, verdicts out, each with the step that mends it. Pure, so that `doctor` and
// the console say the same whether the agent runs or not.
import type { MoltBotStatus, SystemCheck } from '@moltbot-ops/sdk/types';

/** What the checks judge. Null where the fact could not be learnt; the check then says so. */
export interface CheckFacts {
  node_version: string;
  home: string;
  /** Permission bits of the state directory. */
  home_mode: number | null;
  secret_store: { kind: 'os' | 'file'; description: string } | null;
  database: { outcome: 'ok' | 'error'; message: string } | null;
  disk_free_bytes: number;
  console_built: boolean;
  gateway: Pick<MoltBotStatus, 'state' | 'reasons' | 'installed' | 'watcher'> | null;
}

const disk_free_bytes_low = 1024 ** 3;

export function decideChecks(facts: CheckFacts): SystemCheck[] {
  return [
    checkNode(facts),
    checkStateDirectory(facts),
    checkSecretStore(facts),
    checkDatabase(facts),
    checkDisk(facts),
    checkConsole(facts),
    checkGateway(facts),
  ];
}

function checkNode({ node_version }: CheckFacts): SystemCheck {
  const [major = 0, minor = 0] = node_version.replace(/^v/, '').split('.').map(Number);
  const modern = (major === 24 && minor >= 16) || (major === 26 && minor >= 1) || major > 26;
  if (modern) return { check: 'node', outcome: 'ok', message: `Runs on Node ${node_version}.` };
  return {
    check: 'node',
    outcome: 'error',
    message: `Node ${node_version} is too old for the agent and for the gateway.`,
    next_step:
      'Install the package with its optional dependencies, which bring a Node, or use Node 24.16 or 26.1 and later.',
  };
}

function checkStateDirectory({ home, home_mode }: CheckFacts): SystemCheck {
  if (home_mode === null) {
    return {
      check: 'state_directory',
      outcome: 'warning',
      message: `${home} does not exist yet or cannot be read.`,
      next_step: 'Start the agent once: moltbot-ops start.',
    };
  }
  if ((home_mode & 0o077) === 0)
    return { check: 'state_directory', outcome: 'ok', message: `${home} is open to you alone.` };
  return {
    check: 'state_directory',
    outcome: 'error',
    message: `${home} is open to other users (mode ${(home_mode & 0o777).toString(8)}).`,
    next_step: `chmod 700 ${home}`,
  };
}

function checkSecretStore({ secret_store }: CheckFacts): SystemCheck {
  if (!secret_store) {
    return {
      check: 'secret_store',
      outcome: 'warning',
      message: 'Not known while the agent is stopped.',
      next_step: 'Start the agent: moltbot-ops start.',
    };
  }
  if (secret_store.kind === 'os') return { check: 'secret_store', outcome: 'ok', message: secret_store.description };
  return {
    check: 'secret_store',
    outcome: 'warning',
    message: secret_store.description,
    next_step:
      'Run the agent in a desktop session, or with a session bus and a keyring, to have the system guard its keys.',
  };
}

function checkDatabase({ database }: CheckFacts): SystemCheck {
  if (!database) {
    return {
      check: 'database',
      outcome: 'warning',
      message: 'There is no database yet.',
      next_step: 'Start the agent: moltbot-ops start.',
    };
  }
  if (database.outcome === 'ok') return { check: 'database', outcome: 'ok', message: database.message };
  return {
    check: 'database',
    outcome: 'error',
    message: database.message,
    next_step:
      'Stop the agent, copy its state directory aside, and start again with an empty one; devices then pair anew.',
  };
}

function checkDisk({ disk_free_bytes }: CheckFacts): SystemCheck {
  const free = `${(disk_free_bytes / 1024 ** 3).toFixed(1)} GiB free where the gateway keeps its state.`;
  if (disk_free_bytes >= disk_free_bytes_low) return { check: 'disk', outcome: 'ok', message: free };
  return {
    check: 'disk',
    outcome: 'warning',
    message: free,
    next_step: 'Free space before the gateway or the agent can write no more: old logs first.',
  };
}

function checkConsole({ console_built }: CheckFacts): SystemCheck {
  if (console_built) return { check: 'console', outcome: 'ok', message: 'The console is built and served.' };
  return {
    check: 'console',
    outcome: 'warning',
    message: 'The console is not built, so the agent serves its API alone.',
    next_step: 'npm run build',
  };
}

function checkGateway({ gateway }: CheckFacts): SystemCheck {
  if (!gateway) {
    return {
      check: 'gateway',
      outcome: 'warning',
      message: 'Not known while the agent is stopped.',
      next_step: 'Start the agent: moltbot-ops start.',
    };
  }
  const reason = gateway.reasons?.[0];
  if (gateway.state === 'running' && !reason)
    return { check: 'gateway', outcome: 'ok', message: 'The gateway runs and is being watched.' };
  return {
    check: 'gateway',
    outcome: 'warning',
    message: reason?.message ?? `The gateway is ${gateway.state ?? 'unknown'}.`,
    ...(reason ? { next_step: reason.next_step } : {}),
  };
}
