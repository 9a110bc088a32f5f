import { createInterface } from 'node:readline';

export interface SecretInput extends NodeJS.ReadableStream {
  isTTY?: boolean;
  setRawMode?: (raw: boolean) => unknown;
}

const keys = { ctrl_c: '\u0003', ctrl_d: '\u0004', ctrl_u: '\u0015', enter: /[\r\n]/, erase: /[\b\u007f]/ };

/**
 * One line that is to be kept secret: typed into a terminal without being shown, else the first line of the input. Null
 * when it was broken off by Ctrl-C or Ctrl-D; empty where nothing was given.
 */
export async function askSecret(
  question: string,
  { input, say }: { input: SecretInput; say: (text: string) => void },
): Promise<string | null> {
  if (input.isTTY !== true || !input.setRawMode) return readFirstLine(input);
  // First, so that not even what is typed in haste is shown.
  input.setRawMode(true);
  try {
    say(question);
    return await readUnseen(input);
  } finally {
    input.setRawMode(false);
    input.pause();
    say('\n');
  }
}

async function readFirstLine(input: NodeJS.ReadableStream): Promise<string> {
  const lines = createInterface({ input });
  try {
    for await (const line of lines) return line;
    return '';
  } finally {
    lines.close();
  }
}

function readUnseen(input: NodeJS.ReadableStream): Promise<string | null> {
  const { promise, resolve } = Promise.withResolvers<string | null>();
  let typed: string[] = [];
  const take = (key: string): void => {
    if (key === keys.ctrl_c || key === keys.ctrl_d) resolve(null);
    else if (keys.enter.test(key)) resolve(typed.join(''));
    else if (key === keys.ctrl_u) typed = [];
    else if (keys.erase.test(key)) typed.pop();
    else typed.push(key);
  };
  const read = (text: Buffer | string): void => [...text.toString()].forEach(take);
  const over = (): void => resolve(null);
  input.on('data', read).once('end', over).resume();
  return promise.finally(() => input.off('data', read).off('end', over));
}
