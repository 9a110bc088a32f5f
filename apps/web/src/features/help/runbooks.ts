// The runbooks of `docs/runbooks`, put into this place's own piece when the console is built, so that they can be read
// while nothing answers. Text becomes data here; it is drawn as elements and never as markup.

export type Block =
  | { kind: 'heading'; text: string }
  | { kind: 'paragraph'; text: string }
  | { kind: 'steps'; items: string[] }
  | { kind: 'points'; items: string[] };

export interface Runbook {
  /** The file's name without its ending. */
  name: string;
  title: string;
  /** Codes of the reasons it is for. */
  codes: string[];
  blocks: Block[];
}

const files = import.meta.glob<string>('../../../../../docs/runbooks/*.md', {
  query: '?raw',
  import: 'default',
  eager: true,
});

export const runbooks: Runbook[] = Object.entries(files)
  .map(([path, text]) => parseRunbook(path.replace(/^.*\/|\.md$/g, ''), text))
  .sort((a, b) => a.title.localeCompare(b.title));

/** By its name or by the code of a reason. */
export function findRunbook(wanted: string): Runbook | undefined {
  return runbooks.find((runbook) => runbook.name === wanted || runbook.codes.includes(wanted));
}

/** Reads the few forms that runbooks use: headings, paragraphs, numbered and plain lists. */
export function parseRunbook(name: string, text: string): Runbook {
  const [head = '', ...rest] = text.trim().split(/\n{2,}/);
  const reasons = rest.find((part) => part.startsWith('Reasons:')) ?? '';
  return {
    name,
    title: head.replace(/^# /, ''),
    codes: [...reasons.matchAll(/`(\w+)`/g)].map((match) => match[1] ?? ''),
    blocks: rest.filter((part) => part !== reasons).map(parseBlock),
  };
}

function parseBlock(part: string): Block {
  if (part.startsWith('## ')) return { kind: 'heading', text: part.slice(3) };
  if (part.startsWith('- ')) return { kind: 'points', items: itemsOf(part, /^- /) };
  if (/^\d+\. /.test(part)) return { kind: 'steps', items: itemsOf(part, /^\d+\. /) };
  return { kind: 'paragraph', text: part };
}

function itemsOf(part: string, bullet: RegExp): string[] {
  return part.split('\n').map((line) => line.replace(bullet, ''));
}
