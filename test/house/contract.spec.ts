import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { readText } from './tree.ts';

interface OperationText {
  operationId: string;
  summary?: string;
  'x-permission'?: string;
  'x-audit'?: { event?: string; reason?: string };
}

interface ContractText {
  paths: Record<string, Record<string, OperationText>>;
  components: { schemas: Record<string, { properties?: Record<string, { 'x-redact'?: boolean; type?: unknown }> }> };
}

// the contract's own lint gate holds its shape
const contract = parse(readText('api/openapi.yaml')) as ContractText;
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.values(contract.paths).flatMap((path) =>
  Object.entries(path).flatMap(([method, operation]) => (methods.includes(method) ? [operation] : [])),
);

describe('every operation', () => {
  test.each(operations.map((operation) => [operation.operationId, operation] as const))(
    '%s has a policy',
    (_, operation) => {
      expect(['public', 'viewer', 'admin', 'owner']).toContain(operation['x-permission']);
      const { event, reason } = operation['x-audit'] ?? {};
      expect(event, 'names its audit event, or none').toMatch(/^([a-z_]+\.[a-z_]+|none)$/);
      expect(event === 'none' ? reason : 'it leaves one', 'says why it leaves none').toMatch(/\w+ \w+/);
    },
  );
});

test('every field that can hold a secret or personal data is marked for redaction', () => {
  const secret = /(^|_)(token|password|secret|pem|pairing_code|webhook_url|email|cookie)$/;
  const unmarked = Object.entries(contract.components.schemas).flatMap(([schema, { properties }]) =>
    Object.entries(properties ?? {})
      .filter(([field, shape]) => secret.test(field) && shape['x-redact'] !== true)
      .map(([field]) => `${schema}.${field}`),
  );
  expect(unmarked).toEqual([]);
});
