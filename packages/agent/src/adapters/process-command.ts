// Starts one program for one answer: arguments as a list, never a shell; bounded time and output; low priority.
// Environment in, status and stdout out. What it prints is not trusted and not logged here.
import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import type { CommandResult, CommandRunner } from '../ports/command-runner.ts';

const killGraceMs = 3_000;

function lowerPriority(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, 10);
  } catch {
    // It ended already, or the system forbids it; the answer does not depend on it.
  }
}

export function createCommandRunner(): CommandRunner {
  return {
    run: (argv, options) =>
      new Promise<CommandResult>((resolve) => {
        const [program, ...rest] = argv;
        if (program === undefined || options.signal?.aborted === true) {
          resolve({ status: null, stdout: '', timed_out: false });
          return;
        }
        const child = spawn(program, rest, { env: options.env, stdio: ['ignore', 'pipe', 'ignore'], shell: false });
        const failed = () => resolve({ status: null, stdout: '', timed_out: false });
        // Where this process may open no more files there is no stream either, against the types.
        if ((child.stdout as unknown) === undefined) return void child.once('error', failed);
        lowerPriority(child.pid);
        const chunks: Buffer[] = [];
        let bytes = 0;
        let timed_out = false;
        const end = () => {
          child.kill('SIGTERM');
          setTimeout(() => child.kill('SIGKILL'), killGraceMs).unref();
        };
        const deadline = setTimeout(() => {
          timed_out = true;
          end();
        }, options.timeout_ms);
        options.signal?.addEventListener('abort', end, { once: true });
        child.stdout.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= options.bytes_max) chunks.push(chunk);
          else end();
        });
        const finish = (status: number | null) => {
          clearTimeout(deadline);
          options.signal?.removeEventListener('abort', end);
          resolve({ status, stdout: Buffer.concat(chunks).toString('utf8'), timed_out });
        };
        child.once('error', () => finish(null));
        child.once('close', (status) => finish(status));
      }),
  };
}
