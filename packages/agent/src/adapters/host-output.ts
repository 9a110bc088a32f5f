import { StringDecoder } from 'node:string_decoder';

const bytes_max_default = 1_048_576;
const line_length_max = 16_384;

/** What a program prints on one stream: kept up to a bound, and told line by line as it comes. */
export interface OutputCollector {
  add(chunk: Buffer): void;
  /** Tells a last line without an end. Call it once. */
  end(): void;
  text(): string;
  truncated(): boolean;
}

/** A flood costs no memory: what is over `bytes_max` is dropped, and of a line over 16 KiB the rest. */
export function collectOutput(bytes_max = bytes_max_default, onLine?: (line: string) => void): OutputCollector {
  const kept: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  const lines = onLine ? splitLines(onLine) : null;
  return {
    add(chunk) {
      const room = bytes_max - bytes;
      if (chunk.length > room) truncated = true;
      // A copy, because a slice would keep the whole chunk in memory.
      if (room > 0) kept.push(chunk.length > room ? Buffer.from(chunk.subarray(0, room)) : chunk);
      bytes += Math.min(chunk.length, Math.max(room, 0));
      lines?.add(chunk);
    },
    end: () => lines?.end(),
    text: () => Buffer.concat(kept).toString('utf8'),
    truncated: () => truncated,
  };
}

function splitLines(onLine: (line: string) => void): { add(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let open = '';
  const take = (text: string) => {
    const pieces = text.split(/\r\n|\n|\r/);
    for (const [index, piece] of pieces.entries()) {
      if (open.length < line_length_max) open += piece.slice(0, line_length_max - open.length);
      if (index === pieces.length - 1) break;
      // Progress bars return the carriage; what they leave empty is nothing to tell.
      if (open !== '') onLine(open);
      open = '';
    }
  };
  return {
    add: (chunk) => take(decoder.write(chunk)),
    end() {
      take(decoder.end());
      if (open !== '') onLine(open);
      open = '';
    },
  };
}
