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
