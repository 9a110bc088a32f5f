import type { Contract } from './contract.ts';

/** Names every schema of the contract as a type of its own, so that nobody writes `components['schemas'][…]`. */
export function writeSchemaTypes(contract: Contract): string {
  const names = Object.keys(contract.schemas);
  const renamed = (name: string) => (name === 'Error' ? 'ErrorBody' : name === 'Event' ? 'StreamEvent' : name);
  return [
    "import type { components } from './generated/types.ts';",
    '',
    "export type { operations, paths } from './generated/types.ts';",
    '',
    ...names.map((name) => `export type ${renamed(name)} = components['schemas']['${name}'];`),
    '',
  ].join('\n');
}
