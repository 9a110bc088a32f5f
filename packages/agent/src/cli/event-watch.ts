import { request as httpRequest } from 'node:http';
import type { StreamEvent } from '@moltbot-ops/sdk/types';
import { hostRoutes } from './host-client.ts';

/** Longest event that is kept while it arrives; a longer one is dropped with what came before its end. */
const event_bytes_max = 1_048_576;

/**
 * Follows the agent's event stream over its Unix socket until the answer is called. A stream that ends is not opened
 * again: the terminal that follows it lives in the agent's own process.
 */
export function watchEvents(socket_path: string, onEvent: (event: StreamEvent) => void): () => void {
  const [method, path] = hostRoutes.eventStream;
  const request = httpRequest({ socketPath: socket_path, method, path, agent: false, headers: { host: 'localhost' } });
  const take = createEventParser(onEvent);
  request.once('response', (response) => {
    response.setEncoding('utf8');
    response.on('data', take);
    response.on('error', () => {}); // the agent closes: so does this terminal
  });
  request.on('error', () => {}); // likewise
  request.end();
  return () => request.destroy();
}

/** Chunks of a server-sent-event stream → events, however the chunks are cut. */
export function createEventParser<Event = StreamEvent>(
  onEvent: (event: Event, id: string | null) => void,
): (chunk: string) => void {
  let pending = '';
  return (chunk) => {
    const blocks = (pending + chunk.replaceAll('\r', '')).split('\n\n');
    pending = blocks.pop() ?? '';
    if (pending.length > event_bytes_max) pending = '';
    for (const block of blocks) {
      const all = block.split('\n');
      const lines = all.filter((line) => line.startsWith('data:'));
      if (lines.length === 0) continue;
      const id =
        all
          .find((line) => line.startsWith('id:'))
          ?.slice(3)
          .trim() ?? null;
      // events pass the contract before the agent sends them
      onEvent(JSON.parse(lines.map((line) => line.slice(5).trimStart()).join('\n')) as Event, id);
    }
  };
}
