import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const redactor = createRedactor();
const redact = (text: string): string => redactor.redact(text);

// Assembled at run time so that no scanner takes this file for a leak.
const run = (chars: string, length: number) => chars.repeat(Math.ceil(length / chars.length)).slice(0, length);
const b62 = (length: number) => run('a8Kd0Zq3LmX7vTn2', length);
const hex = (length: number) => run('9f3a07c2e5b1d846', length);
const body = `${run('MIIEvQIBADANBgkqhkiG9w0B', 64)}\n${run('Qx7TgPqLrwz0KcVd', 64)}\n`;

const secrets: [kind: string, line: string, secret: string][] = [
  ['openai_key', 'using sk-proj-@ now', b62(48)],
  ['openai_key', 'key sk-@', b62(48)],
  ['anthropic_key', '"sk-ant-api03-@"', b62(95)],
  ['google_key', 'https://x.example/v1?x=AIza@&b=1', b62(35)],
  ['aws_key_id', 'id AKIA@.', 'Q3EGNT7RZ0PWXY5H'],
  ['secret', 'AWS_SECRET_ACCESS_KEY=@', b62(40)],
  ['github_token', 'ghp_@', b62(36)],
  ['github_token', 'remote github_pat_@', b62(60)],
  ['slack_token', 'xoxb-@', '123456789012-1234567890123-aBcDeFgHiJkLmNoPqRsTuVwX'],
  ['slack_token', 'xapp-1-@', `A0${b62(30)}`],
  ['webhook_url', 'POST https://hooks.slack.com/services/@', 'T0AB12CD3/B0EF45GH6/aBcDeFgHiJkLmNoPqRsTuVwX'],
  ['telegram_token', 'https://api.telegram.org/bot123456789:@/getMe', `AA${b62(33)}`],
  ['telegram_token', 'bot 7123456789%3A@', `AA${b62(33)}`],
  ['discord_token', 'login @', `MT${b62(24)}.G${b62(5)}.${b62(38)}`],
  ['webhook_url', 'https://discord.com/api/webhooks/@', `123456789012345678/${b62(60)}`],
  ['npm_token', '//registry.example/:x npm_@', b62(36)],
  ['stripe_key', 'sk_live_@', b62(24)],
  ['webhook_secret', 'whsec_@', b62(32)],
  ['jwt', 'got @ from client', `eyJhbGciOiJIUzI1NiJ9.${b62(40)}.${b62(43)}`],
  ['bearer', 'sent Bearer @', `${b62(20)}==`],
  // Right behind an escape, whose last letter belongs to no word.
  ['anthropic_key', '{"text":"the key:\\nsk-ant-api03-@"}', b62(95)],
  ['anthropic_key', 'GET /?q=my%20sk-ant-api03-@', b62(95)],
  ['openai_key', 'x\\u0020sk-proj-@', b62(48)],
  ['github_token', 'x\\tghp_@', b62(36)],
  ['jwt', 'a\\n@\\nb', `eyJhbGciOiJIUzI1NiJ9.${b62(40)}.${b62(43)}`],
  ['bearer', 'line\\nBearer @', `${b62(20)}==`],
  ['authorization', 'Authorization: Bearer @', 'plainlettersonly'],
  ['authorization', '{"authorization":"Basic @"}', 'dXNlcjpwYXNzd29yZA=='],
  ['secret', 'x-api-key: @', 'correcthorse'],
  ['cookie', 'Cookie: @', `sid=${b62(24)}; theme=dark`],
  ['cookie', '"set-cookie":"@"', `access=${b62(30)}; Path=/; HttpOnly`],
  ['private_key', 'k: @ end', `-----BEGIN RSA PRIVATE KEY-----\n${body}-----END RSA PRIVATE KEY-----`],
  ['private_key', 'cut off @', `-----BEGIN PRIVATE KEY-----\\n${run('MIIEvQIBADANBgkqhkiG9w0B', 64)}`],
  ['credentials', 'dial postgres://@@db.internal:5432/app', 'ops:p@ss/w0rd'],
  ['credentials', 'amqp://@@mq:5672', 'guest:guest'],
  ['credentials', 'clone https://@@git.example/x.git', 'oauth2:abcdefgh'],
  ['secret', 'token=@', b62(12)],
  ['secret', 'password: @', 'hunter'],
  ['secret', '{"password":"@"}', 'a'],
  ['secret', '{"botToken": "@", "n": 1}', 'with "quotes" and \\ in it'.replaceAll('\\', '\\\\').replaceAll('"', '\\"')],
  ['secret', '{"1":"{\\"token\\":\\"@\\"}"}', 'nested7'],
  ['secret', "OPENCLAW_GATEWAY_TOKEN='@'", 'short'],
  ['secret', 'openclaw gateway run --gateway-token @ --port 1', b62(20)],
  ['secret', 'DB_PASS=@', 'hunter'],
  ['secret', '{"user":"x","pass":"@"}', 'xyz'],
  ['secret', 'GET /?next=access_token%3D@', b62(16)],
  ['secret', 'q=%7B%22token%22%3A%22@', b62(16)],
  ['secret', 'MISTRAL_KEY: @', b62(32)],
  ['secret', 'gateway: token @ rejected', 'abc123def456'],
  ['secret', 'invalid token "@"', hex(32)],
  ['secret', 'Digest username="bob", response="@"', hex(32)],
  ['secret', 'sshpass -p @ ssh host', 'hunter'],
  ['credentials', 'curl -u @ http://x', 'admin:hunter'],
  ['bearer', 'bearer: @', b62(16)],
  ['cookie', '"cookie": ["@"]', 'sid=abcdef'],
  ['docker_token', 'dckr_pat_@', b62(27)],
  ['phone', 'call @ now', '0049 151 12345678'],
  ['pairing_code', 'enter @ now', '7K2QF-9XWTB'],
  ['refresh_token', 'mbr_@', b62(43)],
  ['email', 'mail from @ failed', 'jürgen.smith+ops@mail.exämple.co.uk'],
  ['email', 'jid @', '4915112345678@s.whatsapp.net'],
  ['phone', 'call @!', '+49 (151) 1234-5678'],
  ['phone', 'from @', '+15551234567'],
  ['phone', 'fax @', '(555) 010-4477'],
  ['url_secret', 'GET /cb?state=1&code=@&x=1', b62(20)],
];

describe('what the rules mask', () => {
  test.each(secrets)('%s is masked and nothing of it stays: %s', (kind, line, secret) => {
    const out = redact(line.replace('@', () => secret));
    expect(out).toContain(`[redacted:${kind}]`);
    for (let at = 0; at + 6 <= secret.length; at += 1) expect(out).not.toContain(secret.slice(at, at + 6));
  });

  test.each(secrets)('redacting twice changes nothing: %s %s', (_kind, line, secret) => {
    const once = redact(line.replace('@', () => secret));
    expect(redact(once)).toBe(once);
  });

  test('text around a secret stays', () => {
    expect(redact(`dial https://user:${b62(9)}@db:5432/app?x=1 failed`)).toBe(
      'dial https://[redacted:credentials]@db:5432/app?x=1 failed',
    );
  });
});

const harmless = [
  'shutdown budget at startup: drain=315000ms shutdown=325000ms reserve=10000ms; source=Gateway stop policy=330000ms',
  'spawn broker ready pid=5313',
  'connect client=cli backend v0.1.0 role=operator scopes=1 auth=device-token client=cli platform=linux instance=n/a',
  'agent model: openai/gpt-6-astra (thinking=medium, fast=off)',
  'http server listening (14 plugins: anthropic, browser, device-pair, memory-core, xai; 4.8s)',
  'log file: /tmp/openclaw/openclaw-2026-11-22.log',
  '{"jobId":"84cddddd-b8fb-4b5e-b297-414363787c05","jobName":"Memory Dreaming Promotion","nextRunAtMs":1795402800000,"timerArmed":true}',
  '"_meta":{"runtimeVersion":"26.10.0","date":"2026-11-22T08:19:24.945Z","logLevelName":"INFO"},"time":"2026-11-22T08:19:24.946+00:00"',
  '"filePathWithLine":"/srv/openclaw-2026.9.6/lib/node_modules/openclaw/dist/console-DwqfhE-H.mjs:184"',
  'ws closed code=1012 reason=service restart conn=0c9f2c1e-9c0b-4a52-8a7e-02a4fbd2c1aa',
  'openclaw@2026.9.6 -> openclaw@2026.9.7-beta.1 (typescript@6.0.2, @scope/pkg@1.2.3)',
  'getaddrinfo ENOTFOUND catalog.openclaw.ai 127.0.0.1:18789 [::1]:18789 192.168.100.1000',
  `sha256 ${hex(64)} commit ${hex(40)}`,
  'usage: inputTokens=1204 maxTokens: 4096 "total_tokens":5300 tokens=12 tokenizer=fast',
  'resolving authentication… token: missing, password: required; token mismatch; secret: null',
  'systemd user@1000.service openclaw-gateway@main.service started; git@github.com:org/repo.git',
  'sessionKey=agent:main:main publicKey=abc storeKey=/var/lib/x/jobs.json PWD=/root/work',
  'pass: 12 tests, bypass=none, token bucket refilled, secret scanning on, password authentication-disabled',
  'basic configuration; bearer authentication failed; cookie: none; risk-management-dashboards-overview',
  '{"token":{"source":"env","provider":"default","id":"X"},"password":null,"secret":false}',
  'uptime 12:34:56, took 17.250 ms, 3.5 GiB, 99.95 %, exit 78, SIGUSR2, 22/Nov/2026:08:19:24 +0000',
];

test.each(harmless)('ordinary log text survives: %s', (line) => {
  expect(redact(line)).toBe(line);
});

describe('known secrets', () => {
  const encodings: [string, (secret: string) => string][] = [
    ['raw', (s) => s],
    ['JSON', (s) => JSON.stringify(s).slice(1, -1)],
    ['JSON in JSON', (s) => JSON.stringify(JSON.stringify(s)).slice(3, -3)],
    ['URI', (s) => encodeURIComponent(s)],
    ['form', (s) => new URLSearchParams({ x: s }).toString().slice(2)],
    ['base64', (s) => Buffer.from(s).toString('base64')],
    ['base64url', (s) => Buffer.from(s).toString('base64url')],
    ['base64 of JSON', (s) => Buffer.from(JSON.stringify({ a: 1, s })).toString('base64')],
    ['base64 after 1 byte', (s) => Buffer.from(`:${s}!`).toString('base64')],
    ['base64 after 2 bytes', (s) => Buffer.from(`u:${s}!!`).toString('base64')],
    ['hex', (s) => Buffer.from(s).toString('hex')],
    ['HEX', (s) => Buffer.from(s).toString('hex').toUpperCase()],
  ];
  const anySecret = fc.oneof(
    fc.string({ minLength: 6, maxLength: 80 }),
    fc.string({ minLength: 6, maxLength: 60, unit: 'grapheme' }),
    fc.string({ minLength: 12, maxLength: 80, unit: fc.constantFrom(...'abcXYZ019-_+/="\\ ') }),
  );
  const around = fc.string({ maxLength: 12, unit: fc.constantFrom(...'#~ \n|') });

  test.each(encodings)('nothing of a random secret survives in its %s form', (_name, encode) => {
    fc.assert(
      fc.property(anySecret, around, around, (secret, before, after) => {
        const own = createRedactor({ rules: [] });
        own.remember(secret);
        const encoded = encode(secret.toWellFormed());
        const out = own.redact(before + encoded + after).replaceAll('[redacted:known_secret]', '\u0000');
        const visible = encoded.startsWith('eyJhIjox') ? encoded.slice(12) : encoded;
        for (let at = 0; at + 6 <= visible.length; at += 1) expect(out).not.toContain(visible.slice(at, at + 6));
      }),
      { numRuns: 300 },
    );
  });

  test('a part of a generated secret is masked too, so that a cut line shows nothing', () => {
    const own = createRedactor({ rules: [] });
    const secret = b62(40);
    own.remember(secret);
    expect(own.redact(`a ${secret.slice(0, 20)}… b ${secret.slice(14)}`)).toBe(
      'a [redacted:known_secret]… b [redacted:known_secret]',
    );
  });

  test('a forgotten secret is no longer searched for, and another one with the same beginning still is', () => {
    const own = createRedactor({ rules: [] });
    const forget = own.remember('swordfish-one');
    own.remember('swordfish-two');
    forget();
    expect(own.redact('swordfish-one swordfish-two')).toBe('swordfish-one [redacted:known_secret]');
  });

  test('a secret that was told twice is forgotten when both have forgotten it', () => {
    const own = createRedactor({ rules: [] });
    const [one, two] = [own.remember('swordfish'), own.remember('swordfish')];
    one();
    one();
    expect(own.redact('swordfish')).toBe('[redacted:known_secret]');
    two();
    expect(own.redact('swordfish')).toBe('swordfish');
  });

  test('each line of a secret with several lines is known', () => {
    const own = createRedactor({ rules: [] });
    own.remember(body);
    expect(own.redact(run('Qx7TgPqLrwz0KcVd', 64))).toBe('[redacted:known_secret]');
  });
});

describe('values', () => {
  test('members with a secret name go whole, others are read as text, structure stays', () => {
    const value = redactor.redactValue({
      gateway: { auth: { token: 'x', mode: 'token' }, port: 18789 },
      note: 'mail ops@example.com',
      list: [{ password: 12345 }, null, true],
      api_key: { nested: ['deep'] },
    });
    expect(value).toEqual({
      gateway: { auth: { token: '[redacted:secret]', mode: 'token' }, port: 18789 },
      note: 'mail [redacted:email]',
      list: [{ password: '[redacted:secret]' }, null, true],
      api_key: { nested: ['[redacted:secret]'] },
    });
  });

  test('what is deeper than the bound is withheld', () => {
    let value: unknown = `sk-${b62(30)}`;
    for (let depth = 0; depth < 5000; depth += 1) value = [value];
    const out = JSON.stringify(redactor.redactValue(value));
    expect(out).toContain('[withheld]');
    expect(out).not.toContain(b62(6));
  });
});

test('an error inside the redactor withholds the line', () => {
  const broken = createRedactor({
    rules: [
      () => {
        throw new Error('rule failed');
      },
    ],
  });
  expect(broken.redact('anything at all')).toBe('[withheld]');
  expect(broken.redactValue({ a: 'text' })).toEqual({ '[withheld]': '[withheld]' });
});
