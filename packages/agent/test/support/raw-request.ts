// HTTP as bytes on a socket: for requests that no well-behaved client would send.
import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** By lower-case name, every occurrence. */
  headers: Map<string, string[]>;
  body: string;
  json: Record<string, unknown>;
}

/** Sends the bytes as they are; answers with what came until the other side closed, or until `until` was seen. */
export function sendRaw(port: number, bytes: string | Buffer, until?: string): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    const finish = () => {
      socket.destroy();
      resolve(parseAnswer(text));
    };
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (until !== undefined && text.includes(until)) finish();
    });
    socket.on('end', finish);
    // A refused upload may be cut off; what was answered before counts.
    socket.on('error', (error) => (text === '' ? reject(error) : finish()));
    socket.setTimeout(60_000, () => reject(new Error(`No end of the answer: ${text.slice(0, 200)}`)));
  });
}

/** A request in one go, closing after it. Header lines are written as given, in order. */
export function sendLines(port: number, requestLine: string, headerLines: string[], body = ''): Promise<RawAnswer> {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const head = [requestLine, ...headerLines, ...length, 'Connection: close'].join('\r\n');
  return sendRaw(port, `${head}\r\n\r\n${body}`);
}

/** Opens a socket, writes a beginning and leaves it at that. */
export function openSlowSocket(port: number, beginning: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(beginning);
      resolve(socket);
    });
    socket.on('error', reject);
  });
}

function parseAnswer(text: string): RawAnswer {
  const end = text.indexOf('\r\n\r\n');
  const [statusLine = '', ...lines] = text.slice(0, end === -1 ? undefined : end).split('\r\n');
  const headers = new Map<string, string[]>();
  for (const line of lines) {
    const at = line.indexOf(':');
    const name = line.slice(0, at).toLowerCase();
    headers.set(name, [...(headers.get(name) ?? []), line.slice(at + 1).trim()]);
  }
  let body = end === -1 ? '' : text.slice(end + 4);
  if (headers.get('transfer-encoding')?.includes('chunked')) body = body.replace(/(?:^|\r\n)[0-9a-f]+\r\n/gi, '');
  return { status: Number(statusLine.split(' ')[1] ?? 0), headers, body, json: parseJson(body) };
}

function parseJson(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {}; // no JSON: the test will say what it missed
  }
}
