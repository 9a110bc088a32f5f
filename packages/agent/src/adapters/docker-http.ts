// HTTP with a Docker engine over a stream that a host opens to its Unix socket, so that the same calls work here and over
// SSH. One connection a call; bounded in time and bytes. What the engine answers is data and never trusted as more.
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';
import { EngineError } from '../ports/docker-engine.ts';
import { HostError, type HostExecutor } from '../ports/host-executor.ts';
import { failureOf } from './docker-failure.ts';

const answer_bytes_max = 8 * 1024 ** 2;
const line_bytes_max = 256 * 1024;

export interface EngineCall {
  method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  path: string;
  body?: unknown;
  /** From the call to the end of the answer; for `readLines` the longest silence. */
  timeout_ms: number;
  signal?: AbortSignal;
}

export interface EngineAnswer {
  status: number;
  body: Buffer;
}

export class EngineHttp {
  private readonly host: HostExecutor;
  private readonly socket_path: string;

  constructor(host: HostExecutor, socket_path: string) {
    this.host = host;
    this.socket_path = socket_path;
  }

  /** The whole answer; statuses from 400 on are an `EngineError` with the engine's words. */
  async ask(call: EngineCall): Promise<EngineAnswer> {
    return this.exchange(call, true, async (response) => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of buffersOf(response)) {
        bytes += chunk.length;
        if (bytes > answer_bytes_max) throw new EngineError('failed', 'The engine’s answer is too large.');
        chunks.push(chunk);
      }
      return { status: response.statusCode ?? 0, body: Buffer.concat(chunks) };
    });
  }

  async askJson(call: EngineCall): Promise<unknown> {
    const { body } = await this.ask(call);
    return parseJson(body.toString('utf8'));
  }

  /** Each line of an answer that goes on for long, parsed. */
  async readLines(call: EngineCall, take: (line: unknown) => void): Promise<void> {
    await this.exchange(call, false, async (response) => {
      let left = '';
      for await (const chunk of buffersOf(response)) {
        const lines = (left + chunk.toString('utf8')).split('\n');
        left = lines.pop() ?? '';
        if (left.length > line_bytes_max) throw new EngineError('failed', 'A line of the engine is too long.');
        for (const line of lines) if (line.trim() !== '') take(parseJson(line));
      }
    });
  }

  /** What is left of a connection when the engine stops speaking HTTP on it: a raw stream both ways. */
  async upgrade(call: EngineCall): Promise<Duplex> {
    const socket = await this.openSocket();
    return new Promise((resolve, reject) => {
      const fail = (error: EngineError) => {
        clearTimeout(timer);
        socket.destroy();
        reject(error);
      };
      const timer = setTimeout(
        () => fail(new EngineError('timeout', 'The engine did not answer in time.')),
        call.timeout_ms,
      );
      const outgoing = compose(socket, call, { connection: 'Upgrade', upgrade: 'tcp' });
      outgoing.once('upgrade', (_response, stream: Duplex, head: Buffer) => {
        clearTimeout(timer);
        if (head.length > 0) stream.unshift(head);
        resolve(stream);
      });
      outgoing.once('response', (response) => void refusal(response, response.statusCode ?? 0).then(fail));
      outgoing.once('error', (error) =>
        fail(new EngineError('unreachable', 'The connection to the engine ended.', { cause: error })),
      );
    });
  }

  private async exchange<T>(
    call: EngineCall,
    whole: boolean,
    read: (response: IncomingMessage) => Promise<T>,
  ): Promise<T> {
    if (call.signal?.aborted) throw new EngineError('failed', 'It was called off.');
    const socket = await this.openSocket();
    const ended = new AbortController();
    let why: EngineError | null = null;
    const end = (error: EngineError) => {
      why ??= error;
      ended.abort();
      socket.destroy();
    };
    const off = () => end(new EngineError('failed', 'It was called off.'));
    call.signal?.addEventListener('abort', off, { once: true });
    const timer = setTimeout(
      () => end(new EngineError('timeout', 'The engine did not answer in time.')),
      call.timeout_ms,
    );
    try {
      const response = await send(socket, call);
      if (!whole) {
        response.on('data', () => timer.refresh());
        response.pause();
      }
      const status = response.statusCode ?? 0;
      if (status >= 400) throw await refusal(response, status);
      return await read(response);
    } catch (error) {
      if (why !== null) throw why;
      if (error instanceof EngineError) throw error;
      throw new EngineError('unreachable', 'The connection to the engine ended.', { cause: error });
    } finally {
      clearTimeout(timer);
      call.signal?.removeEventListener('abort', off);
      socket.destroy();
    }
  }

  private async openSocket(): Promise<Duplex> {
    try {
      return await this.host.openSocket(this.socket_path);
    } catch (error) {
      const denied = error instanceof HostError && error.failure === 'denied';
      throw new EngineError(
        denied ? 'denied' : 'unreachable',
        denied ? `This account may not use ${this.socket_path}.` : `No Docker engine answers on ${this.socket_path}.`,
        { cause: error },
      );
    }
  }
}

function send(socket: Duplex, call: EngineCall): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const outgoing = compose(socket, call, { connection: 'close' });
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  });
}

function compose(socket: Duplex, { method, path, body }: EngineCall, more: Record<string, string>): ClientRequest {
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    host: 'docker',
    ...more,
    ...(text === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
  };
  const outgoing = request({ createConnection: () => socket, agent: undefined, method, path, headers });
  outgoing.end(text);
  return outgoing;
}

const buffersOf = (response: IncomingMessage) => response as AsyncIterable<Buffer>; // no encoding is set, so it yields buffers

async function refusal(response: IncomingMessage, status: number): Promise<EngineError> {
  let text = '';
  for await (const chunk of buffersOf(response)) {
    text += chunk.toString('utf8');
    if (text.length > 16_384) break;
  }
  const told = parseJson(text);
  const message = typeof told === 'object' && told !== null && 'message' in told ? String(told.message) : text;
  return failureOf(message.trim().slice(0, 1_000), status);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
