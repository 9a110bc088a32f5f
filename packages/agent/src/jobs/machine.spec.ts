import { expect, test } from 'vitest';
import { machineOf } from './machine.ts';

test.each([
  ['local', 'local'],
  ['ssh:ops@vps.example:22', 'ssh:vps.example:22'],
  ['ssh:root@vps.example:22', 'ssh:vps.example:22'],
  ['ssh:ops@vps.example:2222', 'ssh:vps.example:2222'],
  ['ssh:ops@[2001:db8::1]:22', 'ssh:[2001:db8::1]:22'],
  ['ssh:ops@localhost:22', 'local'],
  ['ssh:ops@127.0.1.1:22', 'local'],
  ['ssh:ops@[::1]:22', 'local'],
  ['ssh:ops@127.0.0.1:2222', 'ssh:127.0.0.1:2222'],
])('%s is the machine %s', (host_key, machine) => {
  expect(machineOf(host_key)).toBe(machine);
});
