// Turns a parsed configuration into the issues the real gateway would list, word for word where it matters.
import type { ConfigNode } from './schema.ts';
import { configRoot } from './schema.ts';

export interface ConfigIssue {
  path: string;
  message: string;
  allowedValues?: string[];
  allowedValuesHiddenCount?: number;
}

/** All issues of a document, in schema order; an empty list means valid. */
export function validateConfig(document: unknown): ConfigIssue[] {
  return check(document, configRoot, '');
}

function check(value: unknown, node: ConfigNode, path: string): ConfigIssue[] {
  if (node.type === 'any') return [];
  if (node.type === 'object' || node.type === 'record') return checkObject(value, node, path);
  if (node.type === 'array') return checkArray(value, node, path);
  if (node.type === 'choice') return checkChoice(value, node, path);
  if (node.type === 'integer') return checkInteger(value, node, path);
  if (node.type === 'secret') return checkSecret(value, path);
  if (node.type === 'boolean') return checkBoolean(value, path);
  return typeof value === node.type ? [] : [wrongType(node.type, value, path)];
}

function checkObject(value: unknown, node: ConfigNode, path: string): ConfigIssue[] {
  if (!isObject(value)) return [wrongType(node.type, value, path)];
  if (node.type === 'record') {
    return Object.entries(value).flatMap(([key, item]) => (node.items ? check(item, node.items, join(path, key)) : []));
  }
  const children = node.children ?? {};
  const issues = Object.entries(children).flatMap(([key, child]) =>
    value[key] === undefined ? [] : check(value[key], child, join(path, key)),
  );
  const unknown = Object.keys(value).filter((key) => !(key in children));
  if (unknown.length > 0) {
    const names = unknown.map((key) => JSON.stringify(key)).join(', ');
    issues.push({ path, message: `Unrecognized key${unknown.length > 1 ? 's' : ''}: ${names}` });
  }
  return issues;
}

function checkArray(value: unknown, node: ConfigNode, path: string): ConfigIssue[] {
  if (!Array.isArray(value)) return [wrongType('array', value, path)];
  return value.flatMap((item, index) => (node.items ? check(item, node.items, join(path, String(index))) : []));
}

function checkBoolean(value: unknown, path: string): ConfigIssue[] {
  if (typeof value === 'boolean') return [];
  const message = `${wrongType('boolean', value, path).message} (allowed: true, false)`;
  return [{ path, message, allowedValues: ['true', 'false'], allowedValuesHiddenCount: 0 }];
}

function checkChoice(value: unknown, node: ConfigNode, path: string): ConfigIssue[] {
  const choices = [...(node.choices ?? [])];
  if (typeof value === 'string' && choices.includes(value)) return [];
  const allowed = choices.map((item) => JSON.stringify(item)).join(', ');
  return [
    { path, message: `Invalid input (allowed: ${allowed})`, allowedValues: choices, allowedValuesHiddenCount: 0 },
  ];
}

function checkInteger(value: unknown, node: ConfigNode, path: string): ConfigIssue[] {
  if (typeof value !== 'number') return [wrongType('number', value, path)];
  if (!Number.isInteger(value)) return [{ path, message: 'Invalid input: expected int, received number' }];
  if (node.minimum !== undefined && value < node.minimum) {
    return [{ path, message: `Too small: expected number to be >=${node.minimum}` }];
  }
  if (node.maximum !== undefined && value > node.maximum) {
    return [{ path, message: `Too big: expected number to be <=${node.maximum}` }];
  }
  return [];
}

/** A secret is a string or a reference to where it lies. */
function checkSecret(value: unknown, path: string): ConfigIssue[] {
  if (typeof value === 'string') return [];
  if (isObject(value) && typeof value['source'] === 'string' && typeof value['id'] === 'string') return [];
  return [{ path, message: 'Invalid input' }];
}

function wrongType(expected: string, value: unknown, path: string): ConfigIssue {
  return { path, message: `Invalid input: expected ${expected}, received ${nameType(value)}` };
}

function nameType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function join(path: string, key: string): string {
  return path ? `${path}.${key}` : key;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `gateway.mode: Invalid input; <root>: …`, as messages list them. */
export function formatIssues(issues: readonly ConfigIssue[]): string {
  return issues.map((issue) => `${issue.path || '<root>'}: ${issue.message}`).join('; ');
}
