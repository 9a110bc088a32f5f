// Listens on a Unix socket (mode 0600) and hands each line to the simulator.
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:net';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { createInterface } from 'node:readline';
import { isObject } from '../config/validate.ts';
import type { ControlRequest, ControlResponse } from './protocol.ts';

/** Serves until the process ends. A stale socket of a dead simulator is replaced. */
export function serveControl(path: string, answer: (request: ControlRequest) => Promise<ControlResponse>): Server {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  rmSync(path, { force: true });
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    const lines = createInterface({ input: socket });
    lines.on('line', async (line) => {
      const request = parseRequest(line);
      const response = request ? await answer(request) : { ok: false as const, error: 'not a known command' };
      if (socket.writable) socket.write(`${JSON.stringify(response)}\n`);
    });
  });
  server.listen(path, () => chmodSync(path, 0o600));
  return server;
}

function parseRequest(line: string): ControlRequest | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value)) return null;
  if (value['command'] === 'status') return { command: 'status' };
  if (value['command'] === 'scenario') return { command: 'scenario', name: String(value['name']) };
  if (value['command'] === 'advance') return { command: 'advance', ms: Number(value['ms']) };
  return null;
}
