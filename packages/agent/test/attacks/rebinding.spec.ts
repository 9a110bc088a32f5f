// DNS rebinding in a real browser: a page whose name was pointed at this machine talks to the agent's port.
import { existsSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Browser, chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AttackAgent, startAttackAgent } from '../support/attack-agent.ts';

const system_browser = '/usr/bin/chromium';
const executable = existsSync(system_browser) ? system_browser : chromium.executablePath();
const has_browser = existsSync(executable);
if (!has_browser)
  console.warn(`Skipping the rebinding run: no Chromium at ${executable} (npx playwright install chromium).`);

/** What a page passes to `fetch`; plain data, as it travels into the browser. */
interface PageRequest {
  method?: string;
  mode?: 'no-cors';
  credentials?: 'include';
  body?: string;
  headers?: Record<string, string>;
}

describe.skipIf(!has_browser)('a name that was rebound to this machine', () => {
  let agent: AttackAgent;
  let browser: Browser;
  let evil: Server;
  let evil_port: number;

  beforeAll(async () => {
    agent = await startAttackAgent();
    evil = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>evil</title><body>evil');
    });
    await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve));
    evil_port = (evil.address() as AddressInfo).port; // a TCP server that listens
    browser = await chromium.launch({
      executablePath: executable,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--host-resolver-rules=MAP evil.test 127.0.0.1',
        '--disable-features=LocalNetworkAccessChecks,BlockInsecurePrivateNetworkRequests',
      ],
    });
  });
  afterAll(async () => {
    await browser?.close();
    evil?.close();
    await agent?.close();
  });

  async function openPage(url: string): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    await page.goto(url, { waitUntil: 'domcontentloaded' });
    return page;
  }

  /** What a page learns of a request: its status and text, or that it was kept from it. */
  function ask(page: Page, url: string, init: PageRequest = {}): Promise<{ status: number; text: string } | 'blocked'> {
    return page.evaluate(
      async ({ target, options }) => {
        try {
          const answer = await fetch(target, options);
          return { status: answer.status, text: await answer.text() };
        } catch {
          return 'blocked' as const;
        }
      },
      { target: url, options: init },
    );
  }

  test('the page itself is not served under a foreign name', async () => {
    const page = await openPage(`http://evil.test:${agent.port}/`);
    const text = await page.textContent('body');
    expect(text).toContain('host_not_allowed');
    expect(await page.title()).not.toBe('loaded');
  });

  test('a page on the agent’s own port under a foreign name reads and changes nothing', async () => {
    const page = await openPage(`http://evil.test:${agent.port}/`);
    const before = await agent.readState();
    for (const path of ['/health', '/session', '/moltbot/status', '/index.html']) {
      // Our own content security policy may keep such a page from asking at all.
      const answer = await ask(page, path);
      expect([path, answer === 'blocked' || answer.status === 403]).toEqual([path, true]);
    }
    const post = await ask(page, '/pair/start', { method: 'POST' });
    expect(post === 'blocked' || post.status === 403).toBe(true);
    expect(await agent.readState()).toBe(before);
  });

  test('a page on another port, under a foreign or our own name, reads and changes nothing', async () => {
    for (const name of ['evil.test', '127.0.0.1', 'localhost']) {
      const page = await openPage(`http://${name}:${evil_port}/`);
      const before = await agent.readState();
      const change: PageRequest[] = [
        { method: 'POST' },
        { method: 'POST', mode: 'no-cors', credentials: 'include' },
        { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } },
        {
          method: 'POST',
          body: '{"pairing_code":"ZZZZZ-ZZZZZ","device_name":"x"}',
          headers: { 'content-type': 'text/plain' },
        },
      ];
      for (const init of change) {
        for (const path of ['/pair/start', '/pair/confirm', '/session/refresh']) {
          const answer = await ask(page, `${agent.url}${path}`, init);
          expect([name, path, answer === 'blocked' || (answer.status === 0 && answer.text === '')]).toEqual([
            name,
            path,
            true,
          ]);
        }
      }
      for (const path of ['/health', '/session', '/index.html', '/assets/app-0123.js']) {
        expect([name, path, await ask(page, `${agent.url}${path}`)]).toEqual([name, path, 'blocked']);
      }
      expect(await agent.readState()).toBe(before);
      await page.context().close();
    }
  });

  test('a form post from another port changes nothing', async () => {
    const page = await openPage(`http://127.0.0.1:${evil_port}/`);
    const before = await agent.readState();
    await page.setContent(
      `<form method="post" enctype="text/plain" action="${agent.url}/pair/start"><input name='{"a":"' value='"}'></form>`,
    );
    const [answer] = await Promise.all([
      page.waitForResponse((response) => response.url().includes('/pair/start')),
      page.evaluate("document.querySelector('form').submit()"),
    ]);
    expect(answer.status()).toBe(403);
    expect(await agent.readState()).toBe(before);
  });

  test('the console is framed by nobody', async () => {
    const page = await openPage(`http://127.0.0.1:${evil_port}/`);
    await page.setContent(`<iframe src="${agent.url}/"></iframe>`);
    await page.waitForFunction("document.querySelector('iframe').contentDocument === null");
    const frame = page.frames().find((one) => one !== page.mainFrame());
    expect(await frame?.title()).not.toBe('loaded');
    expect(frame?.url()).toContain('chrome-error');
  });

  test('the agent’s own page is served and runs', async () => {
    const page = await openPage(`${agent.url}/`);
    await page.waitForFunction("document.title === 'loaded'");
    expect(await ask(page, '/health')).toMatchObject({ status: 200 });
  });
});
