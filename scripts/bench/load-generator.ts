// An open-loop load: requests leave at their appointed times whether or not earlier ones were answered, and latency
// counts from the appointed time, so that a server that stalls cannot hide it. A process of its own; loopback only.
// Arguments: url, token, requests per second, seconds. Prints {latencies_ms, failures} as JSON.
import { Agent, get } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';

const [url = '', token = '', rate_text = '', seconds_text = ''] = process.argv.slice(2);
const { hostname, port } = new URL(url);
if (hostname !== '127.0.0.1') throw new Error('The load goes to loopback alone.');
const per_second = Math.min(Number(rate_text), 2000);
const total = per_second * Math.min(Number(seconds_text), 60);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const latencies_ms: number[] = [];
let failures = 0;

function send(appointed_ms: number): Promise<void> {
  return new Promise((resolve) => {
    const fail = () => {
      failures += 1;
      resolve();
    };
    const request = get(
      { host: hostname, port, path: '/moltbot/status', agent, headers: { authorization: `Bearer ${token}` } },
      (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode !== 200) return fail();
          latencies_ms.push(performance.now() - appointed_ms);
          resolve();
        });
      },
    );
    request.once('error', fail);
  });
}

const warm: Promise<void>[] = [];
for (let index = 0; index < 200; index += 1) warm.push(send(performance.now()));
await Promise.all(warm);
latencies_ms.length = 0;
failures = 0;

const started_ms = performance.now();
const sent: Promise<void>[] = [];
while (sent.length < total) {
  const due = Math.min(total, Math.floor(((performance.now() - started_ms) / 1000) * per_second));
  while (sent.length < due) sent.push(send(started_ms + (sent.length / per_second) * 1000));
  await pause(1);
}
await Promise.all(sent);
agent.destroy();
process.stdout.write(JSON.stringify({ latencies_ms, failures }));
