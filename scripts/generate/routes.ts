import type { Contract, Operation } from './contract.ts';
import { bodyName, parametersName, responseName } from './validators.ts';

/** The route table: what the server registers, whom it lets in and how it checks what passes. */
export function writeRoutes(contract: Contract): string {
  const { operations } = contract;
  const list = (some: Operation[]) => some.map(({ operation_id }) => `'${operation_id}'`).join(' | ') || 'never';
  return [
    "import type { ContractOperation } from '../operation.ts';",
    "import * as validators from './input-validators.js';",
    '',
    `export type AvailableOperationId = ${list(operations.filter(({ available }) => available))};`,
    `export type UnavailableOperationId = ${list(operations.filter(({ available }) => !available))};`,
    '',
    'export const contractOperations: readonly ContractOperation[] = [',
    ...operations.map(writeOperation),
    '];',
    '',
  ].join('\n');
}

function writeOperation(operation: Operation): string {
  const { operation_id, method, path, permission, audit_event, available, body, stream } = operation;
  const statuses = [...operation.responses].map(
    ([status, schema]) =>
      `${status === 'default' ? '"default"' : status}: ${schema ? `'${responseName(operation_id, status)}'` : 'null'}`,
  );
  const parameters = (['path', 'query', 'header'] as const)
    .filter((place) => place === 'query' || operation.parameters.some((parameter) => parameter.in === place))
    .map((place) => `${place}: validators.${parametersName(operation_id, place)}`);
  return [
    '  {',
    `    operation_id: '${operation_id}',`,
    `    method: '${method}',`,
    `    path: '${path}',`,
    `    permission: '${permission}',`,
    `    audit_event: '${audit_event}',`,
    `    available: ${available},`,
    `    stream: ${stream},`,
    `    parameters: { ${parameters.join(', ')} },`,
    `    body: ${body ? `{ required: ${body.required}, validate: validators.${bodyName(operation_id)} }` : 'null'},`,
    `    body_bytes_max: ${operation.body_bytes_max},`,
    `    responses: { ${statuses.join(', ')} },`,
    '  },',
  ].join('\n');
}
