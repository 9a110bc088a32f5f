import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { engineElsewhere, readDockerAddress, socketOf } from './docker-context.ts';
import { createHostFiles } from './gateway-files.ts';

const files = createHostFiles();
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'docker-context-'));
});
afterEach(() => rmSync(home, { recursive: true }));

function writeContext(name: string, host: string): void {
  const folder = join(home, '.docker/contexts/meta', createHash('sha256').update(name).digest('hex'));
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'meta.json'), JSON.stringify({ Name: name, Endpoints: { docker: { Host: host } } }));
}
const choose = (name: string) =>
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify({ currentContext: name }));

test('the chosen context names the engine, the variables before it', () => {
  writeContext('desktop', 'unix:///home/ops/.docker/desktop/docker.sock');
  writeContext('far', 'ssh://ops@build.example');
  choose('desktop');
  const at = (more: object) => readDockerAddress({ HOME: home, ...more }, files);
  expect(socketOf(at({}))).toBe('/home/ops/.docker/desktop/docker.sock');
  expect(at({ DOCKER_CONTEXT: 'far' })).toBe('ssh://ops@build.example');
  expect(at({ DOCKER_HOST: 'unix:///x', DOCKER_CONTEXT: 'far' })).toBe('unix:///x');
  expect(at({ HOME: '/nowhere', DOCKER_CONFIG: join(home, '.docker') })).toContain('desktop');
});

test('an engine of another machine is told without the account’s name, and one of this machine is none', () => {
  const elsewhere = (host: string) => engineElsewhere({ DOCKER_HOST: host }, files);
  expect(elsewhere('tcp://10.0.0.1:2375')).toBe('tcp://10.0.0.1:2375');
  expect(elsewhere('ssh://ops:secret@build.example')).toBe('ssh://build.example');
  expect(elsewhere('unix:///x')).toBeNull();
});

test('the default context, one that is missing and files that cannot be read choose nothing', () => {
  const at = () => readDockerAddress({ HOME: home }, files);
  expect(at()).toBeNull();
  mkdirSync(join(home, '.docker'));
  for (const name of ['default', 'gone', '']) {
    choose(name);
    expect(at()).toBeNull();
  }
  writeFileSync(join(home, '.docker/config.json'), '{ "currentContext": ');
  expect(at()).toBeNull();
  writeContext('odd', 'unix:///x');
  choose('../odd');
  expect(at()).toBeNull();
});
