// The agent's one stream of changes, for the console: which events there are, and which of them is the last.
import { createResumableStream, type ResumableOptions, type ResumableStream, type StreamSort } from './resumable.ts';
import type { StreamEvent } from './types.ts';

export type { StreamState, StreamStateChange } from './resumable.ts';
export type EventStream = ResumableStream;
export type EventStreamOptions = ResumableOptions<StreamEvent>;

export const statusEvents: StreamSort<StreamEvent> = {
  types: new Set<StreamEvent['type']>([
    'status.changed',
    'timeline.marked',
    'devices.changed',
    'pairing.changed',
    'job.changed',
    'setup.changed',
    'config.changed',
    'session.ended',
    'stream.reset',
    'stream.bye',
  ]),
  endsWith: (event) => (event.type === 'session.ended' ? (event.reason ?? 'session_ended') : null),
};

/** Opens the stream and keeps it open until `close()`, `session.ended` or a refusal. */
export function createEventStream(options: EventStreamOptions): EventStream {
  return createResumableStream(statusEvents, options);
}
