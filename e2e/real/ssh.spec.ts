// A stranger's way in the console, from no gateway to a running one on a rented machine: its host key compared, a wrong
// passphrase and a changed host key refused on the page, then installed, configured and watched over SSH.
import type { Page } from '@playwright/test';
import { skipReason } from '../../packages/agent/test/real/support/parts.ts';
import { lockKey, startVps, type Vps } from '../../packages/agent/test/real/support/vps.ts';
import { expect, stateHeading } from '../support/test.ts';
import { configure, goOn, heading, hold, install, step, takeReport } from '../support/wizard.ts';
import { test } from './support/real-test.ts';

const skip = skipReason('docker', 'vps', 'gateway_image');
const passphrase = 'open sesame';
const api_key = 'sk-ant-of-no-use-0123456789abcdef';

// A machine that is busy with other suites takes minutes for npm alone.
test.setTimeout(1_200_000);
test.skip(skip !== null, skip ?? '');
test.use({ variables: { NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS } });

let vps: Vps;
test.beforeAll(async () => {
  // The machine has a modern Node, so that none is copied there.
  vps = await startVps({ node: true });
  await vps.exec('sh', '-c', 'echo cafile=/etc/ssl/certs/ca-certificates.crt >/home/ops/.npmrc');
});
test.afterAll(() => vps?.stop());

async function giveKey(page: Page, key: string, words: string, verb: string): Promise<void> {
  await page.getByLabel('Private key, PEM or OpenSSH').fill(key);
  await page.getByLabel('Passphrase of the key, if it has one').fill(words);
  await page.getByRole('button', { name: verb }).click();
}

test('from no gateway to a running one on a rented machine, and nothing is sent where something is wrong', async ({
  wizard: page,
  agent,
}, info) => {
  const key = lockKey(vps.private_key_pem, passphrase);
  await page.getByRole('radio', { name: 'A VPS, over SSH' }).check();
  await page.getByRole('radio', { name: /^npm/ }).check();
  await page.getByLabel('Host', { exact: true }).fill(vps.host);
  await page.getByLabel('SSH port').fill(String(vps.port));
  await page.getByLabel('Account').fill(vps.user);
  await page.getByRole('button', { name: 'Ask for its host key' }).click();
  await expect(page.getByRole('img', { name: `Fingerprint ${vps.fingerprint}` })).toBeVisible();
  await hold(
    page,
    page.getByRole('button', { name: 'Hold: I compared it, and it is the same' }),
    page.getByText('It shows the key that you approved.'),
  );
  await giveKey(page, key, 'close sesame', 'Keep it for this setup');
  await goOn(page, 'Check the machine').click();
  await expect(page.getByText('The passphrase does not open the private key.')).toBeVisible({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Give other credentials' }).click();
  await giveKey(page, key, passphrase, 'Sign in and check');
  await expect(page.getByText(/^Ready\./)).toBeVisible({ timeout: 120_000 });

  await vps.exec('cp', '-a', '/etc/ssh', '/root/ssh');
  await vps.exec('sh', '-c', 'rm /etc/ssh/ssh_host_*; ssh-keygen -qA; systemctl restart ssh');
  await goOn(page, 'Install').click();
  await expect(heading(page, 'Install the gateway')).toBeVisible();
  await expect(page.getByText('shows another key than the approved one').first()).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Hold to install' })).toBeHidden();
  await vps.exec('sh', '-c', 'cp -a /root/ssh/ssh_host_* /etc/ssh/ && systemctl restart ssh');
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect(page.getByText('~/.ssh/authorized_keys').first()).toBeVisible({ timeout: 120_000 });
  await install(page, 900_000);
  await expect(step(page, 'See the gateway through it').first()).toContainText(`${vps.host}:${vps.port} (account ops)`);
  await expect.poll(() => agent.host('status'), { timeout: 60_000 }).toContain('websocket, connected');
  await configure(page, api_key);
  const reports = await takeReport(page, info.outputPath('report'));
  for (const text of Object.values(reports)) {
    expect(text).toContain(`${vps.host}:${vps.port} (account ${vps.user})`);
    for (const secret of [api_key, passphrase, vps.password]) expect(text).not.toContain(secret);
  }
  for (const secret of [api_key, passphrase, vps.password]) expect(agent.log()).not.toContain(secret);
  await page.getByRole('link', { name: 'Go to Overview' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible({ timeout: 60_000 });
});
