// Records the real gateway's configuration schema, its hints and what a change of each path makes it do, packed into one
// file that the agent carries along for gateways it cannot ask. Takes two to four minutes; run it when the pinned
// version changes.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { type GatewaySocket, openSocket } from '../../packages/simulator/test/support/gateway-socket.ts';
import { pollUntil } from '../../packages/simulator/test/support/poll.ts';
import { createTarget, onboardArguments } from '../../packages/simulator/test/support/target.ts';

const directory = join(import.meta.dirname, '../../packages/agent/src/config/generated');
const depth_max = 8;

interface SchemaAnswer {
  version: string;
  schema: { properties: Record<string, unknown> };
  uiHints: Record<string, unknown>;
}

interface LookupAnswer {
  reloadKind: string;
  children?: { path: string; reloadKind: string; hasChildren: boolean }[];
}

const target = await createTarget('real');
try {
  await target.run(...onboardArguments(target));
  target.start();
  const socket = await pollUntil(() => connect(target.port, target.token).catch(() => null), 'the gateway');
  const { version, schema, uiHints } = (await ask(socket, 'config.schema')) as unknown as SchemaAnswer; // as recorded
  const reload = await recordReload(socket, Object.keys(schema.properties));
  socket.close();
  const body = Buffer.from(JSON.stringify({ schema, ui_hints: uiHints, reload }));
  const packed = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: body.length } });
  const path = join(directory, `schema-${version}.json`);
  writeFileSync(path, `${JSON.stringify({ version, brotli: packed.toString('base64') })}\n`);
  process.stderr.write(`${path}: ${body.length} bytes packed into ${packed.length}\n`);
} finally {
  await target.close();
}

async function connect(port: number, token: string): Promise<GatewaySocket | null> {
  const socket = await openSocket(port);
  const hello = await socket
    .next((frame) => frame.event === 'connect.challenge')
    .then(() =>
      socket.request('connect', {
        minProtocol: 4,
        maxProtocol: 4,
        client: { id: 'gateway-client', version: '0', platform: process.platform, mode: 'backend' },
        role: 'operator',
        scopes: ['operator.read'],
        caps: [],
        auth: { token },
      }),
    );
  if (hello?.ok === true) return socket;
  socket.close();
  return null;
}

async function ask(socket: GatewaySocket, method: string, params = {}): Promise<Record<string, unknown>> {
  const answer = await socket.request(method, params);
  if (answer?.ok !== true || !answer.payload)
    throw new Error(`${method} was refused: ${JSON.stringify(answer?.error)}`);
  return answer.payload;
}

/** What a change makes the gateway do, by path; only where it differs from the path's parent. */
async function recordReload(socket: GatewaySocket, sections: string[]): Promise<Record<string, string>> {
  const kinds = new Map<string, string>();
  const paths = [...sections];
  for (let path = paths.shift(); path !== undefined; path = paths.shift()) {
    const found = (await ask(socket, 'config.schema.lookup', { path })) as unknown as LookupAnswer; // as recorded
    kinds.set(path, found.reloadKind);
    for (const child of found.children ?? []) {
      kinds.set(child.path, child.reloadKind);
      if (child.hasChildren && child.path.split('.').length < depth_max) paths.push(child.path);
    }
  }
  const differing = [...kinds].filter(([path, kind]) => kinds.get(path.split('.').slice(0, -1).join('.')) !== kind);
  return Object.fromEntries(differing.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
