import { appendFileSync, renameSync, statSync } from 'node:fs';

const file_bytes_max = 5 * 1024 * 1024;

/**
 * Writes finished log lines to a file (0600), for a start in a terminal, where lines of JSON would bury what is said to
 * a person. At 5 MB the file becomes `NAME.1` and a new one begins. A disk that takes no more costs log lines, never
 * the agent.
 */
export function createFileWriter(path: string, bytes_max: number = file_bytes_max): (line: string) => void {
  let bytes = readSize(path);
  return (line) => {
    try {
      if (bytes + line.length > bytes_max) {
        renameSync(path, `${path}.1`);
        bytes = 0;
      }
      appendFileSync(path, line, { mode: 0o600 });
      bytes += Buffer.byteLength(line);
    } catch {
      // said above: the log gives way
    }
  };
}

function readSize(path: string): number {
  try {
    return statSync(path).size;
  } catch {
    return 0; // a new file
  }
}
