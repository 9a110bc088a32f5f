import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Figure, median } from './figure.ts';
import { pairDevice, type Subject, startAgentProcess } from './subjects.ts';

const rounds = 15;

/** What a person waits for while a configuration is edited: a verdict as they type, and the list of all fields. */
export async function measureVerdict(): Promise<Figure[]> {
  // Without a gateway the agent's own copy of the schema is used, which is the whole one.
  const home = mkdtempSync(join(tmpdir(), 'bench-nowhere-'));
  const agent = await startAgentProcess({ home, binary: null });
  try {
    const token = await pairDevice(agent);
    const config = makeConfig();
    const ask = (path: string, body?: unknown) => timeRequest(agent, token, path, body);
    const verdict = { config, ask_gateway: false };
    const first_ms = await ask('/config/validate', verdict);
    const validate_ms: number[] = [];
    const fields_ms: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      validate_ms.push(await ask('/config/validate', verdict));
      fields_ms.push(await ask('/config/fields'));
    }
    const size = `${(JSON.stringify(config).length / 1024).toFixed(0)} KB`;
    return [
      {
        name: 'verdict on a configuration',
        measured: `${size}, schema and lint, median of ${rounds}; the first took ${first_ms.toFixed(0)} ms`,
        value: median(validate_ms),
        budget: 150,
        better: 'lower',
        unit: 'ms',
      },
      {
        name: 'list of all fields, fetched',
        measured: `the whole answer read and parsed, median of ${rounds}`,
        value: median(fields_ms),
        budget: 400,
        better: 'lower',
        unit: 'ms',
      },
    ];
  } finally {
    await agent.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

async function timeRequest(agent: Subject, token: string, path: string, body?: unknown): Promise<number> {
  const started_ms = performance.now();
  const answer = await fetch(`${agent.url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, origin: agent.url, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.json();
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}`);
  return performance.now() - started_ms;
}

/** A busy one: many agents, accounts, providers and models, with a mistake in it. */
function makeConfig(): object {
  const many = <Value>(count: number, make: (at: number) => Value) =>
    Object.fromEntries(Array.from({ length: count }, (_, at) => [`n${at}`, make(at)]));
  return {
    gateway: { mode: 'local', port: 'many', auth: { mode: 'token', token: 'x'.repeat(40) } },
    agents: { entries: many(40, (at) => ({ name: `Agent ${at}`, model: 'a/b', identity: { name: `A${at}` } })) },
    channels: { telegram: { accounts: many(40, (at) => ({ botToken: `\${BOT_${at}}`, dmPolicy: 'pairing' })) } },
    models: {
      providers: many(20, (at) => ({
        baseUrl: 'https://models.example/v1',
        apiKey: { source: 'env', provider: 'default', id: `KEY_${at}` },
        models: Array.from({ length: 20 }, (_, model) => ({ id: `m${model}`, name: `Model ${model}` })),
      })),
    },
  };
}
