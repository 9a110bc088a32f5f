import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { contractOperations } from '../http/generated/routes.ts';
import { exitCodes } from './exit-codes.ts';
import { createHostClient, fillPath, hostRoutes, toConnectError } from './host-client.ts';

let directory: string;
let socket_path: string;
let server: Server | undefined;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'moltbot-ops-cli-'));
  socket_path = join(directory, 'agent.sock');
});
afterEach(async () => {
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
  rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
});

function answer(listener: RequestListener): Promise<void> {
  server = createServer(listener);
  return new Promise((resolve) => server?.listen(socket_path, resolve));
}

test('every route of the command line is the contract’s', () => {
  for (const [operation_id, [method, path]] of Object.entries(hostRoutes)) {
    expect(contractOperations.find((operation) => operation.operation_id === operation_id)).toMatchObject({
      method,
      path,
    });
  }
});

test('a call carries method, path, body and type, and answers the parsed body', async () => {
  const seen: unknown[] = [];
  await answer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += String(chunk);
    });
    request.on('end', () => {
      seen.push([request.method, request.url, request.headers['content-type'], text]);
      response
        .setHeader('content-type', 'application/json')
        .end('{"approved":true,"role":"owner","expires_in_seconds":9}');
    });
  });
  const approval = await createHostClient(socket_path).call('pairApprove', { body: { pairing_code: 'AAAA' } });
  expect(approval.role).toBe('owner');
  expect(seen).toEqual([['POST', '/pair/approve', 'application/json', '{"pairing_code":"AAAA"}']]);
});

test('without an agent the failure says so, with its own exit code', async () => {
  await expect(createHostClient(socket_path).call('moltbotStatus')).rejects.toMatchObject({
    code: 'not_running',
    exit_code: exitCodes.not_running,
    message: expect.stringContaining('moltbot-ops start'),
  });
});

test('a refusal keeps the agent’s code and sentence, made inert, with the fields at fault', async () => {
  await answer((_, response) => {
    response.statusCode = 404;
    const message = 'No device\u001b[2J waits.';
    response.end(
      JSON.stringify({ code: 'pairing_code_unknown', message, details: [{ field: 'role', message: 'is odd' }] }),
    );
  });
  await expect(createHostClient(socket_path).call('pairInvite', { body: {} })).rejects.toMatchObject({
    code: 'pairing_code_unknown',
    exit_code: exitCodes.failed,
    message: 'No device waits. role: is odd.',
  });
});

test('an answer that is no JSON is a failure, not a crash', async () => {
  await answer((_, response) => {
    response.statusCode = 502;
    response.end('<html>');
  });
  await expect(createHostClient(socket_path).call('deviceList')).rejects.toMatchObject({ code: 'failed' });
});

test('a socket of another user is named as such', () => {
  expect(toConnectError(Object.assign(new Error('x'), { code: 'EACCES' })).code).toBe('socket_refused');
});

test('values in paths and queries are encoded', () => {
  expect(fillPath('/devices/{device_id}', { path: { device_id: '../a b' } })).toBe('/devices/..%2Fa%20b');
  expect(fillPath('/audit', { query: { limit: 5, before_index: undefined } })).toBe('/audit?limit=5');
});
