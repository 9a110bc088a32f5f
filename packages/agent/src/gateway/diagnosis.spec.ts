import { expect, it } from 'vitest';
import type { HostFiles } from '../ports/host-files.ts';
import { type LogQuestion, readLoggedBoots } from './diagnosis.ts';

const starting = JSON.stringify({
  time: new Date(5_000).toISOString(),
  message: 'starting...',
  _meta: { name: '{"subsystem":"gateway"}' },
});
const files: Pick<HostFiles, 'list' | 'tail'> = {
  list: () => ['openclaw-2026-11-22.log'],
  tail: () => `${starting}\n`,
};

function bootsWith(log_file: string | null): number[] {
  const question = {
    install: { config_path: '/h/openclaw.json', runtime: { log_directory: '/tmp/openclaw', name: 'openclaw' } },
    config: { log_file },
    port: 18789,
    from_ms: 0,
    default_log_is_ours: true,
  };
  // What is not asked for is left out.
  return readLoggedBoots(question as unknown as LogQuestion, files as HostFiles);
}

it('counts boots in a log of its own, and none in the default place, where every gateway of the machine writes', () => {
  expect(bootsWith('/h/own.log')).toEqual([5_000]);
  expect(bootsWith(null)).toEqual([]);
  expect(bootsWith('/tmp/openclaw/openclaw-2026-11-22.log')).toEqual([]);
});
