import { request as httpRequest } from 'node:http';
import { scheduler } from 'node:timers/promises';
import type { JobEvent } from '@moltbot-ops/sdk/types';
import { createEventParser } from './event-watch.ts';
import { CliError } from './exit-codes.ts';
import { fillPath, hostRoutes, toConnectError } from './host-client.ts';

const tries_max = 60;
const pause_ms = 1_000;

/**
 * Tells every event of a job from its first one, until it has ended; a restart of the agent in between only makes a pause.
 * Throws `CliError` when the agent stays away.
 */
export async function followJob(
  socket_path: string,
  job_id: string,
  onEvent: (event: JobEvent) => void,
): Promise<void> {
  const seen: { last_id: string | null; is_over: boolean } = { last_id: null, is_over: false };
  for (let tries = 0; !seen.is_over; tries += 1) {
    if (tries > 0) await scheduler.wait(pause_ms);
    try {
      await readOnce(socket_path, job_id, seen.last_id, (event, id) => {
        tries = 0;
        seen.last_id = id ?? seen.last_id;
        if (event.type !== 'stream.bye' && event.type !== 'stream.reset') onEvent(event);
        seen.is_over ||= event.type === 'job.ended';
      });
    } catch (error) {
      if (tries >= tries_max || seen.last_id === null) throw error;
    }
  }
}

function readOnce(
  socketPath: string,
  job_id: string,
  last_id: string | null,
  onEvent: (event: JobEvent, id: string | null) => void,
): Promise<void> {
  const [method, template] = hostRoutes.jobEvents;
  const headers = { host: 'localhost', ...(last_id === null ? {} : { 'last-event-id': last_id }) };
  return new Promise((resolve, reject) => {
    const path = fillPath(template, { path: { job_id } });
    const request = httpRequest({ socketPath, method, path, agent: false, headers });
    request.once('error', (error) => reject(toConnectError(error)));
    request.once('response', (response) => {
      if (response.statusCode !== 200) {
        response.resume();
        reject(new CliError('not_followed', `The agent answered with HTTP ${response.statusCode}.`));
        return;
      }
      response.setEncoding('utf8');
      response.on('data', createEventParser<JobEvent>(onEvent));
      // Cut off or ended: either way it is looked at again, unless the job has ended.
      response.once('error', () => resolve());
      response.once('end', () => resolve());
    });
    request.end();
  });
}
