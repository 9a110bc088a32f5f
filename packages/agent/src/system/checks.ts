// The agent's opinion of itself: facts in, verdicts out, each with the step that mends it. Pure, so that `doctor` and
// the console say the same whether the agent runs or not.
import type { MoltBotStatus, SystemCheck } from '@moltbot-ops/sdk/types';

/** What the checks judge. Null where the fact could not be learnt; the check then says so. */
export interface CheckFacts {
  node_version: string;
  home: string;
  /** Permission bits of the state directory. */
  home_mode: number | null;
  /** What the operating system says against writing there, such as `EROFS`; null when nothing. */
  home_write_error: string | null;
  secret_store: { kind: 'os' | 'file'; description: string } | null;
  /** A secret file or its directory that cannot be read, and why; null when all can be. */
  secret_problem: string | null;
  /** `damaged`: its content is at fault, and not the disk or the permissions. */
  database: { outcome: 'ok' | 'error'; message: string; damaged?: boolean } | null;
  /** Where the gateway keeps its state. */
  disk_free_bytes: number;
  /** Where the agent keeps its own. */
  state_free_bytes: number;
  console_built: boolean;
  gateway: Pick<MoltBotStatus, 'state' | 'reasons' | 'installed' | 'watcher'> | null;
}

const disk_free_bytes_low = 1024 ** 3;
const state_free_bytes_min = 8 * 1024 ** 2;

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

/** An open store as a fact to judge: whether it would take a change now. */
export function describeStore(store: { path: string; findProblem(): string | null }): CheckFacts['database'] {
  const problem = store.findProblem();
  if (problem === null) return { outcome: 'ok', message: `${store.path} is open, and this version knows its form.` };
  return { outcome: 'error', message: `Changes cannot be recorded: ${problem}.` };
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

function checkStateDirectory({ home, home_mode, home_write_error }: CheckFacts): SystemCheck {
  if (home_mode === null) {
    return {
      check: 'state_directory',
      outcome: 'warning',
      message: `${home} does not exist yet or cannot be read.`,
      next_step: 'Start the agent once: moltbot-ops start.',
    };
  }
  if (home_write_error !== null) {
    return {
      check: 'state_directory',
      outcome: 'error',
      message: `${home} cannot be written (${home_write_error}), so the agent can record nothing.`,
      next_step:
        home_write_error === 'EROFS'
          ? 'Mount that disk writable, or choose another directory with MOLTBOT_OPS_HOME.'
          : `Give it to the user who runs the agent: chown, then chmod 700 ${home}`,
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

function checkSecretStore({ secret_store, secret_problem }: CheckFacts): SystemCheck {
  if (secret_problem !== null) {
    return {
      check: 'secret_store',
      outcome: 'error',
      message: `A secret of the agent cannot be read: ${secret_problem}.`,
      next_step:
        'Give the file back to the user who runs the agent (chown, chmod 600; its directory 700), or move it away: a new one is made at the next start, and devices pair anew.',
    };
  }
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
    next_step: database.damaged
      ? 'Stop the agent, copy its state directory aside, and start again with an empty one; devices then pair anew.'
      : 'See that the disk has space and that this user may write there; then restart the agent.',
  };
}

function checkDisk({ disk_free_bytes, state_free_bytes, home }: CheckFacts): SystemCheck {
  if (state_free_bytes < state_free_bytes_min) {
    return {
      check: 'disk',
      outcome: 'error',
      message: `${(state_free_bytes / 1024 ** 2).toFixed(1)} MiB free in ${home}: what the agent cannot record, it refuses to do.`,
      next_step: 'Free space on that disk. Nothing has to be restarted.',
    };
  }
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
