import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFakeClock } from '../../test/support/fake-clock.ts';
import { createHostFiles } from '../adapters/gateway-files.ts';
import type { ServiceFacts } from '../ports/service-manager.ts';
import { GatewayPlace, type PlaceDeps } from './place.ts';

const period_ms = 5_001;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'place-'));
});
afterEach(() => rmSync(home, { recursive: true }));

const container = { manager: 'docker', unit: 'gateway', answered: true, host_port: 19_001 } as unknown as ServiceFacts; // what is asked of it

/** A place over an engine that answers with `found()`, on a machine whose configuration names that port. */
function openPlace(found: () => ServiceFacts[], settings: Partial<PlaceDeps['settings']> = {}) {
  mkdirSync(join(home, '.openclaw'));
  writeFileSync(join(home, '.openclaw/openclaw.json'), '{"gateway":{"mode":"local","port":19001}}');
  const clock = createFakeClock();
  const deps = {
    settings: { gateway_home: home, gateway_binary: null, env: { PATH: '/nowhere' }, ...settings },
    clock,
    files: createHostFiles(),
    services: { stamp: () => 'the socket', read: async () => found() },
    processes: { listening: () => [] },
    commands: { run: async () => ({ status: 1, stdout: '', stderr: '' }) },
    rememberSecret: () => undefined,
    node_directory: '/nowhere',
  } as unknown as PlaceDeps; // what looking asks for
  const place = new GatewayPlace(deps, () => undefined);
  const look = async () => {
    await place.look(null);
    clock.advance(period_ms);
    return place.services.map(({ unit }) => unit);
  };
  return { look, binary: () => place.install.binary_path, close: () => place.close() };
}

test('a container that came after its configuration is found, and so is one whose engine was slow once', async () => {
  let answer: ServiceFacts[] = [];
  const place = openPlace(() => answer);
  expect(await place.look()).toEqual([]);
  answer = [container];
  expect(await place.look()).toEqual(['gateway']);
  answer = [];
  expect(await place.look()).toEqual([]);
  answer = [container];
  expect(await place.look()).toEqual(['gateway']);
  place.close();
});

test('a program on the machine is no reason to overlook the container that was installed', async () => {
  const gateway_binary = join(home, 'openclaw');
  writeFileSync(gateway_binary, '#!/bin/sh\n', { mode: 0o755 });
  let answer: ServiceFacts[] = [];
  const place = openPlace(() => answer, { gateway_binary, in_container: true });
  expect(await place.look()).toEqual([]);
  answer = [container];
  expect(await place.look()).toEqual(['gateway']);
  place.close();
});

test('the program that the service starts is the gateway’s own, whatever else of its name is on the PATH', async () => {
  const put = (directory: string) => {
    mkdirSync(join(home, directory), { recursive: true });
    const path = join(home, directory, 'openclaw');
    writeFileSync(path, '#!/bin/sh\n', { mode: 0o755 });
    return path;
  };
  const [own, other] = [put('own/bin'), put('other/bin')];
  const service = { manager: 'process', unit: 'the agent', answered: true, host_port: null, entry_path: own };
  const place = openPlace(() => [service as unknown as ServiceFacts], { env: { PATH: join(home, 'other/bin') } }); // as above
  await place.look();
  await place.look();
  expect(place.binary()).toBe(own);
  rmSync(own);
  await place.look();
  expect(place.binary()).toBe(other);
  place.close();
});
