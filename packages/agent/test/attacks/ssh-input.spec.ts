// What somebody could send in the place of a machine's name, and what a machine could answer.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSshServer, type TestSshServer } from '../support/ssh-server.ts';
import { startTestAgent, type TestAgent, type TestTokens } from '../support/start-agent.ts';

let agent: TestAgent;
let owner: TestTokens;
let machine: TestSshServer;
beforeAll(async () => {
  agent = await startTestAgent();
  owner = await agent.pair();
  machine = await startSshServer();
});
afterAll(async () => {
  machine?.close();
  await agent?.close();
});

const hosts = [
  '-oProxyCommand=touch /tmp/x',
  'root@127.0.0.1',
  '127.0.0.1 -p 1',
  '127.0.0.1;id',
  '$(id).example',
  '`id`',
  '127.0.0.1\n127.0.0.2',
  '127.0.0.1\u0000.example',
  'fe80::1%eth0',
  '../../etc/hosts',
  'http://127.0.0.1/',
  '127.1',
  '0x7f000001',
  '\u202e1.0.0.721',
  'a'.repeat(250),
];

describe('a machine’s name', () => {
  test.each(hosts)('%j is refused and nobody is asked', async (host) => {
    for (const body of [{ host }, { host, port: 22, fingerprint: machine.fingerprint }]) {
      const path = 'fingerprint' in body ? '/ssh/host-keys' : '/ssh/host-key';
      const answer = await agent.request('POST', path, { token: owner.access_token, body });
      expect([answer.status, answer.json.code]).toEqual([400, 'invalid_request']);
    }
  });

  test.each([0, -1, 65_536, 22.5, '22', null])('%j is no port', async (port) => {
    const body = { host: machine.host, port };
    expect((await agent.request('POST', '/ssh/host-key', { token: owner.access_token, body })).status).toBe(400);
  });
});

describe('approval', () => {
  test('of another fingerprint, a part of one or none pins nothing', async () => {
    const { host, port, fingerprint } = machine;
    for (const wrong of [
      `SHA256:${'A'.repeat(43)}`,
      fingerprint.slice(0, -1),
      fingerprint.toLowerCase(),
      '',
      'SHA256:',
    ]) {
      const body = { host, port, fingerprint: wrong };
      const answer = await agent.request('POST', '/ssh/host-keys', { token: owner.access_token, body });
      expect([wrong, answer.status]).toEqual([wrong, 409]);
    }
    expect((await agent.request('GET', '/ssh/host-keys', { token: owner.access_token })).json.host_keys).toEqual([]);
    expect(machine.sign_ins()).toBe(0);
  });

  test('is not a viewer’s, and forgetting only an owner’s', async () => {
    const { host, port, fingerprint } = machine;
    const viewer = await agent.pair('viewer', 'phone');
    for (const [method, path, body] of [
      ['POST', '/ssh/host-key', { host, port }],
      ['GET', '/ssh/host-keys', undefined],
      ['POST', '/ssh/host-keys', { host, port, fingerprint }],
      ['DELETE', '/ssh/host-keys/hky_0000000000000000', undefined],
    ] as const) {
      expect((await agent.request(method, path, { token: viewer.access_token, body })).status).toBe(403);
    }
  });
});
