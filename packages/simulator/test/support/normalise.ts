// Makes recordings comparable: what differs from run to run or from machine to machine becomes a name in angle
// brackets. Two views: the whole value, or only its shape.

export interface Facts {
  home: string;
  port: number;
  token: string;
  hostname: string;
  /** Words that a caller knows to be volatile, by what to write for them. */
  words?: Record<string, string>;
}

const patterns: [RegExp, string][] = [
  [/\u001b\[\d+m/g, ''],
  [/\d{4}-\d\d-\d\dT\d\d[:-]\d\d[:-]\d\d\.\d{3}(Z|[+-]\d\d[:-]?\d\d)/g, '<time>'],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uuid>'],
  [/hmac-sha256:v1:[\w-]{43}/g, '<hash>'],
  [/\b[0-9a-f]{64}\b/g, '<sha256>'],
  [/\b[0-9a-f]{8}…[0-9a-f]{4}/g, '<conn>'],
  [/127\.0\.0\.1:\d{5}->/g, '127.0.0.1:<peer>->'],
  [/\b\d+(\.\d+)?m?s\b/g, '<duration>'],
  [/\bpid=\d+/g, 'pid=<pid>'],
];

const volatileKeys = /(Ms|ts|At|pid|size|cursor|startTime|seq|ownerId|recoveryScope|deviceToken|publicKey|nonce)$/;

/** The value with everything volatile named. */
export function normalise(value: unknown, facts: Facts, key = ''): unknown {
  if (typeof value === 'string')
    return volatileKeys.test(key) && !value.includes(' ') ? `<${key}>` : normaliseText(value, facts);
  if (typeof value === 'number') return volatileKeys.test(key) ? `<${key}>` : value === facts.port ? '<port>' : value;
  if (Array.isArray(value)) return value.map((item) => normalise(item, facts));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name.replace(/\b[0-9a-f]{8}\.lock/, '<digest>.lock'),
      normalise(item, facts, name),
    ]),
  );
}

export function normaliseText(text: string, facts: Facts): string {
  let result = text;
  for (const [word, name] of Object.entries(facts.words ?? {})) if (word) result = result.replaceAll(word, name);
  result = result.replaceAll(facts.home, '<home>').replaceAll(facts.token, '<token>');
  for (const [pattern, name] of patterns) result = result.replace(pattern, name);
  result = result.replaceAll(String(facts.port), '<port>');
  return facts.hostname.length > 2 ? result.replaceAll(facts.hostname, '<hostname>') : result;
}

/** Only names and types. An array is the shape of its first item; null is null. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? [shapeOf(value[0])] : [];
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shapeOf(item)]));
}

/** What the gateway tells only on machines that have it: an address in a local network, such as a container engine's. */
const ofTheMachine = new Set(['lanAddress']);

/** Paths at which a shape says something that the recorded one does not allow. Null and empty fit everything. */
export function findShapeFaults(seen: unknown, recorded: unknown, path = ''): string[] {
  if (seen === 'null' || recorded === 'null') return [];
  if (Array.isArray(seen) && Array.isArray(recorded)) {
    if (seen.length === 0 || recorded.length === 0) return [];
    return findShapeFaults(seen[0], recorded[0], `${path}[]`);
  }
  if (isShape(seen) && isShape(recorded)) {
    return Object.keys(seen).flatMap((name) => {
      if (name in recorded) return findShapeFaults(seen[name], recorded[name], `${path}.${name}`);
      return ofTheMachine.has(name) ? [] : [`${path}.${name} is not in the recording`];
    });
  }
  return JSON.stringify(seen) === JSON.stringify(recorded)
    ? []
    : [`${path} is ${JSON.stringify(seen)}, recorded ${JSON.stringify(recorded)}`];
}

function isShape(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
