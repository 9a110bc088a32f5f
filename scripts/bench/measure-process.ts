import { spawn, spawnSync } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { stopChild } from '../lib/children.mjs';
import { type Figure, median } from './figure.ts';
import { type GatewayPlace, readProcessorMs, readResidentBytes, startAgentProcess, untilAttached } from './subjects.ts';

const start_rounds = 5;
const settle_ms = 10_000;

/** Agent start to /health against a Node that does nothing, in turns so that both meet the same machine. */
export async function measureStart(gateway: GatewayPlace): Promise<Figure> {
  const empty_ms: number[] = [];
  const agent_ms: number[] = [];
  for (let round = 0; round < start_rounds; round += 1) {
    empty_ms.push(timeEmptyNode());
    const agent = await startAgentProcess(gateway);
    agent_ms.push(agent.start_ms);
    await agent.stop();
  }
  const [empty, started] = [median(empty_ms), median(agent_ms)];
  return {
    name: 'agent start to /health',
    measured: `${started.toFixed(0)} ms against ${empty.toFixed(0)} ms of \`node -e 0\`, median of ${start_rounds}`,
    value: started / empty,
    budget: 8,
    better: 'lower',
    unit: '×',
  };
}

/** Memory and processor time of an agent that only watches. */
export async function measureIdle(gateway: GatewayPlace, seconds: number): Promise<Figure[]> {
  const agent = await startAgentProcess(gateway);
  const empty = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1 << 30)'], { stdio: 'ignore' });
  try {
    await untilAttached(agent);
    await pause(settle_ms);
    const processor_before_ms = readProcessorMs(agent.pid);
    await pause(seconds * 1000);
    const processor_ms = readProcessorMs(agent.pid) - processor_before_ms;
    const [agent_bytes, empty_bytes] = [readResidentBytes(agent.pid), readResidentBytes(empty.pid ?? 0)];
    return [
      {
        name: 'idle memory',
        measured: `${toMegabytes(agent_bytes)} MB against ${toMegabytes(empty_bytes)} MB of an empty Node process`,
        value: agent_bytes / empty_bytes,
        budget: 2.5,
        better: 'lower',
        unit: '×',
      },
      {
        name: 'idle processor',
        measured: `${processor_ms} ms of processor time in ${seconds} s, gateway attached`,
        value: (processor_ms / (seconds * 1000)) * 100,
        budget: 0.3,
        better: 'lower',
        unit: '%',
      },
    ];
  } finally {
    await stopChild(empty);
    await agent.stop();
  }
}

function timeEmptyNode(): number {
  const started_ms = performance.now();
  spawnSync(process.execPath, ['-e', '0']);
  return performance.now() - started_ms;
}

function toMegabytes(bytes: number): string {
  return (bytes / 1024 ** 2).toFixed(0);
}
