import { createServer } from 'node:net';
import { expect, it } from 'vitest';
import { describePortHolder, findListenerPid } from './port-holder.ts';

it.runIf(process.platform === 'linux')('names the process that listens on a port', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  expect(await findListenerPid(port)).toBe(process.pid);
  expect(await describePortHolder(port)).toContain(String(process.pid));
  await new Promise((resolve) => server.close(resolve));
  expect(await findListenerPid(port)).toBeNull();
});
