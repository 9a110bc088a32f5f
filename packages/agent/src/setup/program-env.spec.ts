import { expect, test } from 'vitest';
import { gatewayVariables, programEnvironment } from './program-env.ts';

test('programs of a plan get the PATH, certificates, proxies and npm’s way to its registry, and nothing else', () => {
  const env = {
    PATH: '/usr/bin',
    HOME: '/home/ops',
    SSH_AUTH_SOCK: '/run/agent',
    AWS_SECRET_ACCESS_KEY: 'x',
    NODE_OPTIONS: '--require evil',
    NODE_EXTRA_CA_CERTS: '/ca.pem',
    HTTPS_PROXY: 'proxy:3128',
    npm_config_registry: 'r',
    npm_config_prefix: '/usr',
    npm_config_global: 'true',
  };
  expect(Object.keys(programEnvironment(env)).toSorted()).toEqual([
    'HTTPS_PROXY',
    'NODE_EXTRA_CA_CERTS',
    'PATH',
    'npm_config_registry',
  ]);
});

test('a service gets the gateway’s own variables without secrets, and none that names another keeper', () => {
  const env = {
    OPENCLAW_STATE_DIR: '/srv/state',
    OPENCLAW_DISABLE_BONJOUR: '1',
    OPENCLAW_GATEWAY_TOKEN: 'secret',
    OPENCLAW_GATEWAY_PASSWORD: 'secret',
    OPENCLAW_SERVICE_MARKER: 'openclaw',
    OPENCLAW_SYSTEMD_UNIT: 'other.service',
    OTHER_STATE_DIR: '/x',
  };
  expect(gatewayVariables(env, 'OPENCLAW')).toEqual({
    OPENCLAW_STATE_DIR: '/srv/state',
    OPENCLAW_DISABLE_BONJOUR: '1',
  });
});
