import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigApplyResult, ConfigDocument, OpsPreview } from '@moltbot-ops/sdk/types';
import { expect, vi } from 'vitest';
import { launchSimulator } from '../../../simulator/src/launch.ts';
import type { AvailableOperationId } from '../../src/http/generated/routes.ts';
import { type RequestOptions, startTestAgent } from '../support/start-agent.ts';
import type { Journey } from './journeys.ts';

const within = { timeout: 60_000, interval: 50 };

export const configJourney: Journey = {
  title: 'a configuration that is read, compared, previewed, confirmed and applied, and one that somebody else changed',
  async walk({ note }) {
    const gateway = await launchSimulator({ home: mkdtempSync(join(tmpdir(), 'gw-')) });
    const env = { MOLTBOT_OPS_GATEWAY_BINARY: join(gateway.bin_dir, 'openclaw') };
    const agent = await startTestAgent({ gateway_home: gateway.home, env });
    const { access_token: token } = await agent.pair();
    const ask = async (id: AvailableOperationId, method: string, path: string, options: RequestOptions = {}) => {
      const answer = await agent.request(method, path, { token, ...options });
      note(id, answer.status);
      return answer;
    };
    try {
      await vi.waitUntil(async () => {
        const { json } = await agent.request('GET', '/moltbot/status', { token });
        return json.gateway_connected === true;
      }, within);

      const got = await ask('configGet', 'GET', '/config');
      expect(got.status).toBe(200);
      expect(got.text).not.toContain(gateway.token);
      const { config, hash, managed_by } = got.json as unknown as ConfigDocument;
      expect(managed_by).toBe('file');
      const wanted = { ...config, logging: { ...(config.logging as object), level: 'debug' } };

      const diff = await ask('configDiff', 'POST', '/config/diff', { body: { config: wanted, base_hash: hash } });
      expect(diff).toMatchObject({ status: 200, json: { changes: [{ path: 'logging.level', kind: 'added' }] } });
      const misplaced = { config: { update: { channel: '__MOLTBOT_OPS_KEPT__' } } };
      const refused = await ask('configDiff', 'POST', '/config/diff', { body: misplaced });
      expect(refused).toMatchObject({ status: 400, json: { details: [{ field: 'update.channel' }] } });

      const params = { config: wanted, base_hash: hash };
      const preview = await ask('opsPreview', 'POST', '/ops/preview', { body: { action: 'config_apply', params } });
      const { confirmation_token, blockers, impact } = preview.json as unknown as OpsPreview;
      expect(blockers).toEqual([]);
      expect(impact.config_changes).toMatchObject([{ path: 'logging.level' }]);
      const bare = await ask('configApply', 'POST', '/config/apply', { body: params });
      expect(bare).toMatchObject({ status: 409, json: { code: 'confirmation_required' } });
      const body = { ...params, confirmation_token };
      const applied = await ask('configApply', 'POST', '/config/apply', { body });
      const result = applied.json as unknown as ConfigApplyResult;
      expect(applied.status, applied.text).toBe(200);
      expect(result).toMatchObject({ applied: true, rolled_back: false, next_steps: [] });
      expect(JSON.parse(readFileSync(gateway.config_path, 'utf8'))).toMatchObject({
        logging: { level: 'debug' },
        gateway: { auth: { token: gateway.token } },
      });

      const stream = await agent.openStream(token);
      writeFileSync(gateway.config_path, `${readFileSync(gateway.config_path, 'utf8')}\n`, { mode: 0o600 });
      const said = await stream.until(/event: config.changed\ndata: .*\n\n/);
      await stream.close();

      const now = (await ask('configGet', 'GET', '/config')).json as unknown as ConfigDocument;
      expect(said).toContain(`"hash":"${now.hash}"`);
      const next = { config: { ...now.config, cron: { enabled: false } }, base_hash: now.hash };
      const shown = await ask('opsPreview', 'POST', '/ops/preview', { body: { action: 'config_apply', params: next } });
      const text = readFileSync(gateway.config_path, 'utf8').replace('"debug"', '"warn"');
      writeFileSync(gateway.config_path, text, { mode: 0o600 });
      const late = await ask('configApply', 'POST', '/config/apply', {
        body: { ...next, confirmation_token: (shown.json as unknown as OpsPreview).confirmation_token },
      });
      expect(late).toMatchObject({ status: 409, json: { code: 'config_conflict' } });
      const stale = { action: 'config_apply', params: next };
      const outdated = await ask('opsPreview', 'POST', '/ops/preview', { body: stale });
      expect(outdated).toMatchObject({ status: 409, json: { code: 'config_conflict', details: expect.any(Array) } });
      expect(agent.log.join('')).not.toContain(gateway.token);
      expect(agent.violations).toEqual([]);
    } finally {
      await agent.close();
      await gateway.stop();
    }
  },
};
