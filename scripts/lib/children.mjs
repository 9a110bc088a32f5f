// Starts child processes that cannot outlive their starter: signals are passed on, and an IPC channel closes when
// this process dies without a word (`process.on('disconnect')` in the child).
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** What ends a run from outside, and is passed on to what it started. */
export const forwarded = ['SIGINT', 'SIGTERM', 'SIGHUP'];
const grace_ms_max = 8000;
const parent_poll_ms = 500;

/**
 * Runs a command to its end, passing signals on, and answers the exit code to leave with. A child that ignores a
 * signal for eight seconds is killed.
 */
export function runToEnd(command, args, options = {}) {
  const child = spawn(command, args, { stdio: 'inherit', ...options });
  return followToEnd(child);
}

/**
 * The exit code of a running child; signals to this process reach it first. `onKilled` is told the signal when the child
 * was ended by one that did not come from here. Who is followed in turn gives its own children less grace than it has.
 */
export function followToEnd(child, { onKilled = (_signal) => {}, grace_ms = grace_ms_max } = {}) {
  return new Promise((resolve, reject) => {
    let deadline;
    let is_asked = false;
    const pass = (signal) => {
      is_asked = true;
      child.kill(signal);
      deadline ??= setTimeout(() => child.kill('SIGKILL'), grace_ms).unref();
    };
    for (const signal of forwarded) process.on(signal, pass);
    const stopWatching = watchParent(() => pass('SIGTERM'));
    const done = () => {
      clearTimeout(deadline);
      stopWatching();
      for (const signal of forwarded) process.off(signal, pass);
    };
    child.once('error', (error) => {
      done();
      reject(error);
    });
    child.once('exit', (code, signal) => {
      done();
      if (signal && !is_asked) onKilled(signal);
      resolve(exitCodeOf(code, signal));
    });
  });
}

/**
 * Calls `onGone` once when npm, which started this process, is gone without having passed a signal on. Does nothing for
 * a process that npm did not start: its parent may leave on purpose.
 */
function watchParent(onGone) {
  if (!process.env.npm_lifecycle_event) return () => {};
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    onGone();
  }, parent_poll_ms);
  timer.unref();
  return () => clearInterval(timer);
}

/** Says on stderr that the agent is gone without having said so itself, and what to do. */
export function tellAgentKilled(signal, command) {
  const memory =
    process.platform === 'linux' ? ' Linux does that when memory runs out; `journalctl -k -g oom` says so then.' : '';
  console.error(
    `The agent was ended by ${signal}, from outside and in the middle of its work.${signal === 'SIGKILL' ? memory : ''} ` +
      'What it has recorded is whole, the gateway was not touched, and a job that was under way goes on with the next ' +
      `start. Next: run \`${command}\` again.`,
  );
}

/** What a shell would report: the code itself, or 128 + the signal's number. */
export function exitCodeOf(code, signal) {
  return code ?? 128 + (constants.signals[signal] ?? 0);
}

/** Asks a child to end, waits, kills it after the grace, and resolves when it is gone. */
export function stopChild(child, signal = 'SIGTERM') {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const deadline = setTimeout(() => child.kill('SIGKILL'), grace_ms_max);
    child.once('exit', () => {
      clearTimeout(deadline);
      resolve();
    });
    child.kill(signal);
  });
}
