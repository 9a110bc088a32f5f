// The command line's way to a running agent: the contract's own operations over the Unix socket that only the agent's
// user can open. There is no second, private API. Nothing here trusts an answer further than its status.
import { request as httpRequest } from 'node:http';
import type { ErrorBody } from '@moltbot-ops/sdk/types';
import type { AvailableOperationId } from '../http/generated/routes.ts';
import type { InputOf, OutputOf } from '../http/operation.ts';
import { CliError, exitCodes } from './exit-codes.ts';
import { toInert } from './inert.ts';

/** The operations that the command line uses; a test holds this list to the contract. */
export const hostRoutes = {
  auditList: ['GET', '/audit'],
  deviceList: ['GET', '/devices'],
  deviceRevoke: ['DELETE', '/devices/{device_id}'],
  deviceUpdate: ['PATCH', '/devices/{device_id}'],
  eventStream: ['GET', '/events'],
  jobCancel: ['POST', '/jobs/{job_id}/cancel'],
  jobEvents: ['GET', '/jobs/{job_id}/events'],
  jobGet: ['GET', '/jobs/{job_id}'],
  jobList: ['GET', '/jobs'],
  jobResume: ['POST', '/jobs/{job_id}/resume'],
  moltbotStatus: ['GET', '/moltbot/status'],
  pairApprove: ['POST', '/pair/approve'],
  pairInvite: ['POST', '/pair/invite'],
  systemChecks: ['GET', '/system/checks'],
  systemInfo: ['GET', '/system/info'],
} as const satisfies Partial<Record<AvailableOperationId, readonly [string, string]>>;

export type HostOperationId = keyof typeof hostRoutes;

type Place<Value> = Value extends Record<string, never> ? { [key: string]: never } : Value;

/** What an operation is called with; places that it does not have are left out. */
export interface HostInput<Id extends HostOperationId> {
  path?: Place<InputOf<Id>['path']>;
  query?: Place<InputOf<Id>['query']>;
  body?: InputOf<Id>['body'];
}

export interface HostClient {
  /** Calls one operation. Throws `CliError`: `not_running` when nobody listens, else what the agent answered. */
  call<Id extends HostOperationId>(operation_id: Id, input?: HostInput<Id>): Promise<OutputOf<Id>>;
}

/** Opening another machine takes longer than reading a record. */
const answer_timeout_ms = { usual: 10_000, jobResume: 60_000 };

/** A client for the agent whose socket lies at the given path. */
export function createHostClient(socket_path: string): HostClient {
  return {
    async call(operation_id, input = {}) {
      const [method, template] = hostRoutes[operation_id];
      const timeout_ms = operation_id === 'jobResume' ? answer_timeout_ms.jobResume : answer_timeout_ms.usual;
      const { status, text } = await send(
        { socket_path, method, path: fillPath(template, input), timeout_ms },
        input.body,
      );
      if (status >= 400) throw toCliError(status, text);
      // the agent checks its own answers against the contract before they leave it
      return (text === '' ? undefined : JSON.parse(text)) as OutputOf<typeof operation_id>;
    },
  };
}

/** Path and query of a call, every value encoded. */
export function fillPath(template: string, input: { path?: object; query?: object }): string {
  const values = Object.entries(input.path ?? {});
  const path = values.reduce(
    (text, [name, value]) => text.replace(`{${name}}`, encodeURIComponent(String(value))),
    template,
  );
  const query = Object.entries(input.query ?? {}).filter(([, value]) => value !== undefined);
  if (query.length === 0) return path;
  return `${path}?${new URLSearchParams(query.map(([name, value]) => [name, String(value)]))}`;
}

function send(
  { socket_path, method, path, timeout_ms }: { socket_path: string; method: string; path: string; timeout_ms: number },
  body: unknown,
): Promise<{ status: number; text: string }> {
  const payload = body === undefined ? null : JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      socketPath: socket_path,
      method,
      path,
      agent: false,
      timeout: timeout_ms,
      headers: {
        host: 'localhost',
        ...(payload === null
          ? {}
          : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(payload) }),
      },
    });
    request.once('timeout', () => request.destroy(new Error('timeout')));
    request.once('error', (error) => reject(toConnectError(error)));
    request.once('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', (error) => reject(toConnectError(error)));
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
      );
    });
    request.end(payload ?? undefined);
  });
}

/** What a failed connection to the socket means for the person at the terminal. */
export function toConnectError(error: NodeJS.ErrnoException): CliError {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') {
    return new CliError(
      'not_running',
      'The agent is not running. Start it with `moltbot-ops start` (in a clone: `npm start`).',
      exitCodes.not_running,
    );
  }
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new CliError(
      'socket_refused',
      "The agent's socket belongs to another user. Run this as the user who runs the agent.",
    );
  }
  return new CliError(
    'no_answer',
    `The agent did not answer (${toInert(error.code ?? error.message)}). Look into its log, or run \`moltbot-ops doctor\`.`,
  );
}

function toCliError(status: number, text: string): CliError {
  try {
    const body = JSON.parse(text) as Partial<ErrorBody>; // read field by field below
    const details = (body.details ?? []).map(({ field, message }) => ` ${toInert(field)}: ${toInert(message)}.`);
    return new CliError(toInert(body.code ?? 'failed'), toInert(body.message ?? `HTTP ${status}`) + details.join(''));
  } catch {
    return new CliError('failed', `The agent answered with HTTP ${status} and no explanation.`);
  }
}
