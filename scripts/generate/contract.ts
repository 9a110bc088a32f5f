import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export type JsonSchema = { [keyword: string]: unknown };

export interface Parameter {
  name: string;
  in: 'query' | 'path' | 'header';
  required: boolean;
  schema: JsonSchema;
}

export interface Operation {
  operation_id: string;
  method: string;
  path: string;
  permission: string;
  audit_event: string;
  available: boolean;
  public: boolean;
  parameters: Parameter[];
  body: { required: boolean; schema: JsonSchema } | null;
  /** Largest body, bytes; null for the server's own limit. */
  body_bytes_max: number | null;
  /** Status → JSON schema of the body, or null for an answer without one or one that is not JSON. */
  responses: Map<string, JsonSchema | null>;
  stream: boolean;
}

export interface Contract {
  document: JsonSchema;
  schemas: { [name: string]: JsonSchema };
  operations: Operation[];
}

const permissions = ['public', 'viewer', 'admin', 'owner'];
const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** Reads the contract and refuses operations that leave out what the product needs to know of them. */
export function readContract(path: string): Contract {
  const document = parse(readFileSync(path, 'utf8')) as JsonSchema;
  const operations: Operation[] = [];
  for (const [route, item] of Object.entries(document.paths as Record<string, JsonSchema>)) {
    for (const method of methods) {
      if (item[method]) operations.push(readOperation(document, route, method, item));
    }
  }
  return { document, schemas: (document.components as JsonSchema).schemas as Contract['schemas'], operations };
}

function readOperation(document: JsonSchema, path: string, method: string, item: JsonSchema): Operation {
  const raw = item[method] as JsonSchema;
  const name = String(raw.operationId ?? `${method} ${path}`);
  const permission = String(raw['x-permission']);
  if (!permissions.includes(permission))
    throw new Error(`${name}: x-permission must be one of ${permissions.join(', ')}.`);
  const audit = raw['x-audit'] as { event?: string; reason?: string } | undefined;
  if (!audit?.event) throw new Error(`${name}: x-audit must name an event, or none with a reason.`);
  if (audit.event === 'none' && !audit.reason) throw new Error(`${name}: x-audit none needs a reason.`);
  const isPublic = Array.isArray(raw.security) && raw.security.length === 0;
  if (isPublic !== (permission === 'public')) throw new Error(`${name}: security and x-permission disagree.`);
  const parameters = [...((item.parameters as JsonSchema[]) ?? []), ...((raw.parameters as JsonSchema[]) ?? [])];
  const responses = new Map<string, JsonSchema | null>();
  let stream = false;
  for (const [status, response] of Object.entries(raw.responses as Record<string, JsonSchema>)) {
    const content = (resolve(document, response).content ?? {}) as Record<string, { schema: JsonSchema }>;
    responses.set(status, content['application/json']?.schema ?? null);
    stream ||= 'text/event-stream' in content;
  }
  return {
    operation_id: name,
    method: method.toUpperCase(),
    path,
    permission,
    audit_event: audit.event,
    available: raw['x-available'] !== false,
    public: isPublic,
    parameters: parameters.map((parameter) => readParameter(resolve(document, parameter))),
    body: readBody(raw.requestBody as JsonSchema | undefined),
    body_bytes_max: typeof raw['x-body-bytes-max'] === 'number' ? raw['x-body-bytes-max'] : null,
    responses,
    stream,
  };
}

function readParameter(raw: JsonSchema): Parameter {
  return {
    name: String(raw.name),
    in: raw.in as Parameter['in'],
    required: raw.required === true,
    schema: raw.schema as JsonSchema,
  };
}

function readBody(raw: JsonSchema | undefined): Operation['body'] {
  if (!raw) return null;
  const content = raw.content as Record<string, { schema: JsonSchema }>;
  const json = content['application/json'];
  if (!json) throw new Error('A request body must be application/json.');
  return { required: raw.required === true, schema: json.schema };
}

function resolve(document: JsonSchema, node: JsonSchema): JsonSchema {
  if (typeof node.$ref !== 'string') return node;
  let target: unknown = document;
  for (const part of node.$ref.slice(2).split('/')) target = (target as JsonSchema)[part];
  return target as JsonSchema;
}
