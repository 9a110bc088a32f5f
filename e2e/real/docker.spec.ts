// A stranger's way in the console, from no gateway to a running one in a container of a real engine.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { docker, part, skipReason } from '../../packages/agent/test/real/support/parts.ts';
import { reservePort } from '../../packages/simulator/src/reserve-port.ts';
import { expect, stateHeading } from '../support/test.ts';
import { configure, install, passChecks, step, takeReport } from '../support/wizard.ts';
import { test } from './support/real-test.ts';

const skip = skipReason('docker', 'gateway_image');
const container = 'openclaw-gateway';
const api_key = 'sk-ant-of-no-use-0123456789abcdef';

test.skip(skip !== null, skip ?? '');
test.use({ variables: { DOCKER_HOST: skip === null ? part('docker') : '' } });
test.afterEach(async () => void (await docker('rm', '-fv', container).catch(() => '')));

test('from no gateway to a running one in a container, with a model key and bounded logs', async ({
  wizard: page,
  agent,
}, info) => {
  const port = await reservePort();
  await page.getByRole('radio', { name: /^Docker/ }).check();
  await page.getByText('More: exact version, port').click();
  await page.getByRole('textbox', { name: 'Port of the gateway' }).fill(String(port));
  await passChecks(page);
  await expect(page.getByText('sha256:').first()).toBeVisible({ timeout: 60_000 });
  await install(page, 480_000);
  for (const title of ['Get the image', 'Start the gateway and wait until it is ready'])
    await expect(step(page, title).first()).toBeVisible();

  await configure(page, api_key);

  const reports = await takeReport(page, info.outputPath('report'));
  const version = part('gateway_image').split(':')[1] ?? '';
  const env = readFileSync(join(agent.gateway_home, '.config/moltbot-ops/docker', container, 'gateway.env'), 'utf8');
  for (const text of Object.values(reports)) {
    expect(text).toContain(version);
    expect(text).toContain('sha256:');
    for (const secret of [api_key, env.trim().split('=')[1] ?? api_key]) expect(text).not.toContain(secret);
  }
  await page.getByRole('link', { name: 'Go to Overview' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible({ timeout: 60_000 });
});
