import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { type BareStage, openBareStage } from './support/bare-stage.ts';
import { test as base, expect, pairByLink, stateHeading } from './support/test.ts';
import {
  goOn,
  heading,
  install,
  openWizard,
  passChecks,
  putIntoForce,
  startInstall,
  step,
  takeReport,
  verdict,
} from './support/wizard.ts';

const test = base.extend<{ bare: BareStage; wizard: Page }>({
  // Playwright wants a destructured first argument even where nothing is taken from it.
  // oxlint-disable-next-line no-empty-pattern
  bare: async ({}, use, info) => {
    const bare = await openBareStage();
    await use(bare);
    if (info.status !== info.expectedStatus) {
      await info.attach('agent.log', { body: bare.log(), contentType: 'text/plain' });
      await info.attach('package-managers.json', {
        body: JSON.stringify(bare.registry.calls(), null, 2),
        contentType: 'application/json',
      });
    }
    await bare.close();
  },
  /** A paired owner, at the wizard's first page, on a machine without a gateway. */
  wizard: async ({ page, bare }, use) => {
    await openWizard(page, bare);
    await use(page);
  },
});

/** Through the first two pages, to the one that installs by npm. */
async function reachInstall(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'npm' }).check();
  await passChecks(page);
}

test('from nothing to a running gateway: a failure retries, a reload goes on, a bad configuration is refused', async ({
  wizard: page,
  bare,
}, info) => {
  bare.registry.change({ faults: [{ command: 'pack', times: 1, code: 'ECONNRESET' }], pace_ms: 2000 });
  await reachInstall(page);
  await expect(page.getByText('2026.9.6').first()).toBeVisible();
  await startInstall(page);

  await expect(page.getByText('try 2', { exact: true })).toBeVisible();
  await page.reload();
  await expect(heading(page, 'Install the gateway')).toBeVisible();
  await expect(page.getByRole('progressbar', { name: 'Steps done' })).toBeVisible();
  await expect(verdict(page, 'Done, and verified.')).toBeVisible({ timeout: 120_000 });
  const packed = bare.registry.calls().filter(({ argv }) => argv[0] === 'pack');
  expect(packed).toHaveLength(2);

  await goOn(page, 'Configure').click();
  await expect(heading(page, 'How should it work?')).toBeVisible();
  const port = page.getByRole('textbox', { name: 'Port' });
  const former = await port.inputValue();
  await port.fill('99999');
  await goOn(page, 'Validate').click();
  await expect(heading(page, 'Would the gateway accept it?')).toBeVisible();
  await expect(page.getByText(/gateway\.port/).first()).toBeVisible();
  await expect(goOn(page, 'Run')).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('Mend the errors first')).toBeVisible();

  await page.getByRole('button', { name: 'Configure' }).last().click();
  await expect(heading(page, 'How should it work?')).toBeVisible();
  await page.getByRole('textbox', { name: 'Port' }).first().fill(former);
  await page.getByLabel('How much is written').selectOption('debug');
  await goOn(page, 'Validate').click();
  await putIntoForce(page, 'logging.level', 120_000);
  const config = readFileSync(join(bare.gateway_home, '.openclaw/openclaw.json'), 'utf8');
  expect(config).toContain('debug');
  const token = /"token"\s*:\s*"([^"]+)"/.exec(config)?.[1];
  for (const text of Object.values(await takeReport(page, info.outputPath('report')))) {
    expect(text).toContain('2026.9.6');
    if (token) expect(text).not.toContain(token);
  }

  await page.getByRole('link', { name: 'Go to Overview' }).click();
  await expect(stateHeading(page, 'Running')).toBeVisible();
});

test('a cancel takes back what was done, and a second try succeeds', async ({ wizard: page, bare }) => {
  bare.registry.change({ pace_ms: 8000 });
  await reachInstall(page);
  const before = readdirSync(bare.gateway_home);
  await startInstall(page);
  await expect(step(page, /package/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Cancel…' }).click();
  await page.getByRole('button', { name: 'Stop and take back' }).click();
  await expect(verdict(page, 'Cancelled, as you asked.')).toBeVisible();
  // The button that asked is gone, so the focus is at the job that it belonged to.
  await expect(page.getByRole('heading', { level: 2, name: /^Install openclaw/ })).toBeFocused();
  await expect(page.getByText('Nothing. The machine is as it was before.')).toBeVisible();
  expect(readdirSync(bare.gateway_home)).toEqual(before);

  bare.registry.change({ pace_ms: 0 });
  await page.getByRole('button', { name: 'Try again' }).click();
  await startInstall(page);
  await expect(verdict(page, 'Done, and verified.')).toBeVisible({ timeout: 120_000 });
});

test('the agent is killed in the middle: the job goes on by itself, and so does the page', async ({
  wizard: page,
  bare,
}) => {
  bare.registry.change({ pace_ms: 4000 });
  await reachInstall(page);
  await startInstall(page);
  await expect(page.getByText(/^step .*Download the package, running/)).toBeAttached();
  await bare.killAgent();
  await expect(page.getByText('The agent does not answer.')).toBeVisible();
  await bare.startAgent();
  await expect(verdict(page, 'Done, and verified.')).toBeVisible({ timeout: 120_000 });
  await expect(page.getByText('The agent does not answer.')).toBeHidden();
});

test('another browser finds the wizard where it stands, and a race is said and forces nothing', async ({
  wizard: page,
  bare,
  browser,
}) => {
  await reachInstall(page);
  const context = await browser.newContext();
  const other = await context.newPage();
  await pairByLink(other, bare);
  await other.goto(`${bare.url}/wizard`);
  await expect(heading(other, 'Install the gateway')).toBeVisible();
  await other.getByRole('button', { name: 'Check' }).last().click();
  await expect(heading(other, 'Is the machine ready?')).toBeVisible();
  await expect(heading(page, 'Is the machine ready?')).toBeVisible();
  await expect(page.getByText('Somebody moved it.')).toBeVisible();
  await context.close();
});

test('a second run changes nothing and says so', async ({ wizard: page, bare }) => {
  await reachInstall(page);
  await install(page, 120_000);
  const installed = bare.registry.calls().filter(({ argv }) => argv[0] === 'install').length;
  await page.getByRole('button', { name: 'Install again…' }).click();
  await startInstall(page);
  await expect(verdict(page, /Nothing was changed/)).toBeVisible({ timeout: 120_000 });
  expect(bare.registry.calls().filter(({ argv }) => argv[0] === 'install')).toHaveLength(installed);
  expect(existsSync(join(bare.gateway_home, '.openclaw'))).toBe(true);
});

test('no slip of a stranger is a dead end, and the keyboard is never left nowhere', async ({ wizard: page }) => {
  await page.getByText('More: exact version, port').click();
  const version = page.getByLabel('Exact version');
  const port = page.getByLabel('Port of the gateway');
  await page.getByRole('radio', { name: 'npm' }).check();
  await version.fill('--help');
  await goOn(page, 'Check the machine').click();
  await expect(version).toBeFocused();
  await version.fill(' 9999.1.1 ');
  await expect(version).toHaveValue('9999.1.1');
  await port.focus();
  await page.keyboard.insertText('  18790  '); // as a paste brings it, blanks and all
  await expect(port).toHaveValue('18790');
  await port.fill('');

  await passChecks(page);
  await expect(page.getByText('The registry has no openclaw@9999.1.1.')).toBeVisible();
  await expect(page.getByText('There is no way back from this.')).toBeHidden();
  await page.getByRole('button', { name: 'Choose anew' }).press('Enter');
  await expect(heading(page, 'Where should the gateway run?')).toBeFocused();
  await version.fill('');
  await passChecks(page);
  await install(page, 120_000);
  await expect(heading(page, 'Install the gateway')).toBeFocused();

  await goOn(page, 'Configure').press('Enter');
  await expect(heading(page, 'How should it work?')).toBeFocused();
  await page.getByRole('textbox', { name: 'Port' }).fill('none');
  await goOn(page, 'Validate').press('Enter');
  await page.getByRole('button', { name: 'gateway.port' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Port' })).toBeFocused();
  await page.getByRole('button', { name: 'Reset Port' }).press('Enter');
  await expect(page.getByRole('textbox', { name: 'Port' })).toBeFocused();
});
