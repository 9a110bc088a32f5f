// The schema slice as others read it: draft-07 JSON Schema, hints by dotted path, and one path looked up.
import type { ConfigNode, ReloadKind } from './schema.ts';
import { configRoot, findConfigNode } from './schema.ts';

type Json = Record<string, unknown>;

/** The whole slice as draft-07. */
export function buildJsonSchema(): Json {
  return { $schema: 'http://json-schema.org/draft-07/schema#', ...toSchema(configRoot, true), title: 'OpenClawConfig' };
}

/** Hints keyed by dotted path; a record's or list's items are `*`. */
export function buildUiHints(): Record<string, Json> {
  const hints: Record<string, Json> = {};
  const visit = (node: ConfigNode, path: string): void => {
    if (path) hints[path] = hintFor(node);
    for (const [key, child] of Object.entries(node.children ?? {})) visit(child, path ? `${path}.${key}` : key);
    if (node.items) visit(node.items, `${path}.*`);
  };
  visit(configRoot, '');
  return hints;
}

/** What `config.schema.lookup` says about one path, or null. */
export function describeSchemaPath(path: string): Json | null {
  const found = findConfigNode(path);
  if (!found || path === '') return null;
  const { node, reload } = found;
  const children = Object.entries(node.children ?? {}).map(([key, child]) => describeChild(path, key, child, reload));
  return { path, schema: toSchema(node, false), reloadKind: reload, hint: hintFor(node), hintPath: path, children };
}

function describeChild(parent: string, key: string, node: ConfigNode, inherited: ReloadKind): Json {
  const path = `${parent}.${key}`;
  const schema = toSchema(node, false);
  return {
    key,
    path,
    ...(schema['type'] ? { type: schema['type'] } : {}),
    required: false,
    hasChildren: node.children !== undefined || node.items !== undefined,
    reloadKind: node.reload ?? inherited,
    hint: hintFor(node),
    hintPath: path,
  };
}

function hintFor(node: ConfigNode): Json {
  return {
    ...(node.label ? { label: node.label } : {}),
    ...(node.help ? { help: node.help } : {}),
    ...(node.type === 'secret' ? { sensitive: true } : {}),
    advanced: false,
  };
}

function toSchema(node: ConfigNode, deep: boolean): Json {
  const words = { ...(node.label ? { title: node.label } : {}), ...(node.help ? { description: node.help } : {}) };
  switch (node.type) {
    case 'object':
      return {
        type: 'object',
        ...(deep
          ? {
              properties: Object.fromEntries(
                Object.entries(node.children ?? {}).map(([k, v]) => [k, toSchema(v, true)]),
              ),
            }
          : {}),
        additionalProperties: false,
        ...words,
      };
    case 'record':
      return { type: 'object', additionalProperties: node.items ? toSchema(node.items, deep) : {}, ...words };
    case 'array':
      return { type: 'array', items: node.items ? toSchema(node.items, deep) : {}, ...words };
    case 'choice':
      return { anyOf: (node.choices ?? []).map((value) => ({ type: 'string', const: value })), ...words };
    case 'integer':
      return { type: 'integer', minimum: node.minimum, maximum: node.maximum, ...words };
    case 'secret':
      return { anyOf: [{ type: 'string' }, { type: 'object' }], ...words };
    case 'any':
      return { ...words };
    default:
      return { type: node.type, ...words };
  }
}
