import type { ConfigField } from '@moltbot-ops/sdk/types';
import { describe, expect, it } from 'vitest';
import { buildIndex } from './search.ts';

const fields: ConfigField[] = [
  { path: 'gateway.port', type: 'integer', label: 'Gateway Port', help: 'TCP port used by the gateway listener.' },
  { path: 'gateway.bind', type: 'enum', label: 'Gateway Bind Mode', help: 'Which interfaces are exposed.' },
  { path: 'logging.maxFileBytes', type: 'integer', help: 'Rotation.' },
  { path: 'channels.telegram.botToken', type: 'string', sensitive: true },
  { path: 'channels.discord.token', type: 'string', sensitive: true, advanced: true },
  { path: 'discovery.portRange', type: 'string', help: 'Ports to look at.' },
];
const index = await buildIndex(fields, () => Promise.resolve());
const find = (query: string) => index.find(query).map((field) => field.path);

describe('searching fields', () => {
  it('puts the field of that very name first', () => {
    expect(find('port')).toEqual(['gateway.port', 'discovery.portRange']);
    expect(find('gateway.bind')[0]).toBe('gateway.bind');
  });
  it('needs every word, in any order, across names and explanations', () => {
    expect(find('exposed gateway')).toEqual(['gateway.bind']);
    expect(find('gateway nonsense')).toEqual([]);
  });
  it('reads the words of a camel-case name', () => expect(find('max file')).toEqual(['logging.maxFileBytes']));
  it('puts common fields before advanced ones', () => {
    expect(find('token')).toEqual(['channels.discord.token', 'channels.telegram.botToken']);
    expect(find('channels')[0]).toBe('channels.telegram.botToken');
  });
  it('finds nothing for nothing', () => expect(find('  ')).toEqual([]));
  it('takes whatever is typed as text', () => expect(find('(.*)+ [a-z')).toEqual([]));
});
