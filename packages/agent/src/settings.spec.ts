import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const newHome = () => mkdtempSync(join(tmpdir(), 'settings-'));

describe('readSettings', () => {
  it('takes the flag before the environment, that before the file, and that before the default', () => {
    const home = newHome();
    writeFileSync(join(home, 'settings.json'), '{"port": 7001, "log_level": "warn"}');
    const env = { MOLTBOT_OPS_HOME: home };
    expect(readSettings({ env })).toMatchObject({ home, port: 7001, log_level: 'warn', host: '127.0.0.1' });
    expect(readSettings({ env: { ...env, MOLTBOT_OPS_PORT: '7002' } }).port).toBe(7002);
    expect(readSettings({ env: { ...env, MOLTBOT_OPS_PORT: '7002' }, flags: { port: '7003' } }).port).toBe(7003);
  });

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.com', '127.0.0.1.evil.com'])(
    'refuses to listen on %s and says why',
    (host) => {
      const env = { MOLTBOT_OPS_HOME: newHome(), MOLTBOT_OPS_HOST: host };
      expect(() => readSettings({ env })).toThrow(/MOLTBOT_OPS_HOST.*loopback/);
    },
  );

  it.each([
    ['MOLTBOT_OPS_PORT', '70000'],
    ['MOLTBOT_OPS_PORT', '7337; rm'],
    ['MOLTBOT_OPS_GATEWAY_HOME', 'relative/path'],
    ['MOLTBOT_OPS_LOG_LEVEL', 'loud'],
    ['MOLTBOT_OPS_RESPONSE_CHECK_SHARE', '2'],
  ])('names %s when its value %s does not fit', (name, value) => {
    const env = { MOLTBOT_OPS_HOME: newHome(), [name]: value };
    expect(() => readSettings({ env })).toThrow(name);
  });

  it('stops at a setting that nobody knows, in the environment and in the file', () => {
    expect(() => readSettings({ env: { MOLTBOT_OPS_HOME: newHome(), MOLTBOT_OPS_PROT: '1' } })).toThrow(
      'MOLTBOT_OPS_PROT',
    );
    const home = newHome();
    writeFileSync(join(home, 'settings.json'), '{"prot": 1}');
    expect(() => readSettings({ env: { MOLTBOT_OPS_HOME: home } })).toThrow('"prot"');
  });

  it.each(['', '[]', '{"port": [1]}', '{"port": 7337', '{"home": "/x"}', '{"toString": "x"}'])(
    'stops at the settings file %j instead of guessing',
    (text) => {
      const home = newHome();
      writeFileSync(join(home, 'settings.json'), text);
      expect(() => readSettings({ env: { MOLTBOT_OPS_HOME: home } })).toThrow('settings.json');
    },
  );

  it.each(['', 'relative', './x'])(
    'keeps no state under the HOME %j, which depends on the directory it is read from',
    (HOME) => {
      const script = `import { readSettings } from ${JSON.stringify(new URL('settings.ts', import.meta.url).href)};
      try { console.log(readSettings({ env: {} }).home); } catch (error) { console.log(error.name); }`;
      const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
        env: { PATH: process.env.PATH, HOME },
        encoding: 'utf8',
      });
      expect(stdout.trim()).toMatch(/^(StartError|[/].*)$/);
    },
  );
});
