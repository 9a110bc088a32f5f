import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { type Figure, type Missing, percentile, type Result } from './figure.ts';
import { type GatewayPlace, pairDevice, startAgentProcess, untilAttached } from './subjects.ts';

const per_second = 500;
const seconds = 10;

/** GET /moltbot/status under load, and against the gateway's own way of asking the same. */
export async function measureLoad(gateway: GatewayPlace): Promise<Result[]> {
  const agent = await startAgentProcess(gateway);
  try {
    await untilAttached(agent);
    const token = await pairDevice(agent);
    const generator = join(import.meta.dirname, 'load-generator.ts');
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [generator, agent.url, token, String(per_second), String(seconds)],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    const { latencies_ms, failures } = JSON.parse(stdout) as { latencies_ms: number[]; failures: number };
    const p99_ms = percentile(latencies_ms, 0.99);
    const half_ms = percentile(latencies_ms, 0.5);
    const answered = `${latencies_ms.length} answers, ${failures} failures, median ${half_ms.toFixed(2)} ms`;
    const load: Figure = {
      name: `status at ${per_second} a second, p99`,
      measured: `${answered}, ${seconds} s, open loop`,
      value: failures > 0 ? Number.POSITIVE_INFINITY : p99_ms,
      budget: 5,
      better: 'lower',
      unit: 'ms',
    };
    return [load, compareWithGateway(half_ms)];
  } finally {
    await agent.stop();
  }
}

/**
 * How many times faster the agent answers than the gateway's command line does: medians of both. The command is given
 * an empty home, its quickest case; beside a live gateway it takes about twice as long.
 */
function compareWithGateway(half_ms: number): Figure | Missing {
  const name = "faster than the gateway's own status";
  const gateway = findRealGateway();
  if (!gateway) return { name, missing: 'the real gateway is not in the cache; `npm run test:real` puts it there' };
  const home = mkdtempSync(join(tmpdir(), 'bench-cli-'));
  try {
    const PATH = `${gateway.node_directory}${delimiter}${process.env.PATH ?? ''}`;
    const runs_ms = Array.from({ length: 3 }, () => {
      const started_ms = performance.now();
      spawnSync(gateway.binary, ['status', '--json'], {
        env: { PATH, HOME: home, OPENCLAW_DISABLE_BONJOUR: '1' },
        stdio: 'ignore',
        timeout: 120_000,
      });
      return performance.now() - started_ms;
    });
    const cli_ms = percentile(runs_ms, 0.5);
    return {
      name,
      measured: `\`status --json\` took ${(cli_ms / 1000).toFixed(1)} s, the agent's answer ${half_ms.toFixed(2)} ms (medians)`,
      value: cli_ms / half_ms,
      budget: 500,
      better: 'higher',
      unit: '×',
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The newest real gateway in the cache of the real-parts suite. */
function findRealGateway(): { binary: string; node_directory: string } | null {
  const cache = join(homedir(), '.cache', 'moltbot-ops', 'real');
  if (!existsSync(cache)) return null;
  const newest = readdirSync(cache)
    .filter((entry) => entry.startsWith('openclaw-'))
    .toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .at(-1);
  if (!newest) return null;
  const binary = join(cache, newest, 'bin', 'openclaw');
  return existsSync(binary) ? { binary, node_directory: dirname(process.execPath) } : null;
}
