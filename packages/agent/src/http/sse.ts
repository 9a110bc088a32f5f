import type { JobEvent, StreamEvent } from '@moltbot-ops/sdk/types';
import type { FastifyReply } from 'fastify';
import type { Clock } from '../ports/clock.ts';
import type { EventSink } from './context.ts';
import { stateOf } from './request-state.ts';
import { securityHeaders } from './security-headers.ts';

const heartbeat_ms = 15_000;

/** The one writer of server-sent events. A client that does not read costs its socket's buffer and nothing more. */
export function openEventSink(reply: FastifyReply, clock: Clock): EventSink {
  reply.hijack();
  const { raw } = reply;
  const gone = new AbortController();
  raw.on('close', () => gone.abort());
  raw.on('error', () => gone.abort());
  raw.writeHead(200, {
    ...securityHeaders,
    'x-request-id': stateOf(reply.request).request_id,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no',
  });
  raw.write('retry: 1000\n\n');

  const beat = (): void => {
    if (gone.signal.aborted) return;
    // A comment keeps middle boxes and the client's own watchdog content; skipped while the client is behind.
    if (!raw.writableNeedDrain) raw.write(': beat\n\n');
    cancelBeat = clock.after(heartbeat_ms, beat);
  };
  let cancelBeat = clock.after(heartbeat_ms, beat);
  gone.signal.addEventListener('abort', () => cancelBeat(), { once: true });

  return {
    signal: gone.signal,
    async send(event: StreamEvent | JobEvent, id: string): Promise<void> {
      if (gone.signal.aborted) return;
      const hasRoom = raw.write(`id: ${id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      if (!hasRoom) await drained(raw, gone.signal);
    },
    end(): void {
      if (raw.writableEnded) return;
      raw.end();
      // A client that never reads would keep the answer open for ever.
      clock.after(500, () => raw.destroy());
    },
  };
}

function drained(raw: NodeJS.WritableStream, gone: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      raw.off('drain', done);
      gone.removeEventListener('abort', done);
      resolve();
    };
    raw.once('drain', done);
    gone.addEventListener('abort', done, { once: true });
  });
}
