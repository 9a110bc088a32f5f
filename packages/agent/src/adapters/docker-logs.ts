import { Duplex } from 'node:stream';

const text_max = 512 * 1024;

/** Lines of a container's output. Without a terminal the engine puts eight bytes before each piece: stream and length. */
export function readLogFrames(body: Buffer): string[] {
  const pieces: string[] = [];
  let at = 0;
  while (at + 8 <= body.length && (body[at] ?? 9) <= 2 && body.readUIntBE(at + 1, 3) === 0) {
    const length = body.readUInt32BE(at + 4);
    pieces.push(body.toString('utf8', at + 8, at + 8 + length));
    at += 8 + length;
  }
  const text = pieces.length === 0 ? body.toString('utf8') : pieces.join('');
  return text
    .slice(-text_max)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '');
}

/** Takes the eight bytes off each piece of what comes, and sends what is written as it is. */
export function openFrames(stream: Duplex): Duplex {
  let held: Buffer = Buffer.alloc(0);
  const plain = new Duplex({
    read: () => stream.resume(),
    write: (chunk: Buffer, _encoding, done) => void stream.write(chunk, done),
    final: (done) => void stream.end(done),
    destroy: (error, done) => {
      stream.destroy();
      done(error);
    },
  });
  stream.on('data', (chunk: Buffer) => {
    held = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    while (held.length >= 8 && held.length >= 8 + held.readUInt32BE(4)) {
      const end = 8 + held.readUInt32BE(4);
      if (!plain.push(held.subarray(8, end))) stream.pause();
      held = held.subarray(end);
    }
  });
  stream.on('end', () => plain.push(null));
  stream.on('close', () => plain.destroy());
  stream.on('error', (error) => plain.destroy(error));
  return plain;
}
