import { describe, expect, it } from 'vitest';
import { runtimeProfiles } from '../../gateway/profiles.ts';
import { keptMark } from '../mask.ts';
import { effectiveVariables } from '../service-environment.ts';
import type { Tree } from '../tree.ts';
import { fillVariables } from '../variables.ts';
import { listReferences } from './observe.ts';
import { type LintInput, referenceKey } from './rule.ts';
import { lintRules } from './rules.ts';

interface Case {
  rule: string;
  config: Tree;
  /** Path and severity of each finding; none means that the rule has nothing to say. */
  found: [string, ('error' | 'warning')?][];
  /** What the service has; null when nobody can tell. */
  service?: Record<string, string> | null;
  version?: string;
  references?: [object, string | null][];
  files?: LintInput['files'];
}

const long = 'k3Jq9xVb2LmNp8RtYw5Zc7Hd4Fg6';
const inputOf = ({ config, service = {}, version = '2026.9.6', references = [], files = [] }: Case): LintInput => {
  const [runtime] = runtimeProfiles;
  if (runtime === undefined) throw new Error('There is no profile.');
  const env = effectiveVariables(config, service ?? {});
  return {
    config,
    runtime,
    version,
    service: { variables: service, dotenv: {}, described: 'a test' },
    is_remote: false,
    env,
    missing: fillVariables(config, env).missing,
    references_used: listReferences(config),
    references: new Map(references.map(([ref, value]) => [referenceKey(ref as { source: string; id: string }), value])), // written as references below
    files,
  };
};

const gateway = (more: Tree): Tree => ({ gateway: { mode: 'local', ...more } });
const token = { mode: 'token', token: long };
const telegram = (more: Tree): Tree => ({ channels: { telegram: more } });
const env_ref = { source: 'env', provider: 'default', id: 'BOT' };
const file_ref = { source: 'file', provider: 'vault', id: '/bot' };
const at = (path: string, severity?: 'error' | 'warning'): [string, ('error' | 'warning')?] => [path, severity];

const cases: Case[] = [
  { rule: 'gateway_mode_missing', config: {}, found: [at('gateway.mode')] },
  { rule: 'gateway_mode_missing', config: { gateway: { mode: 'remote' } }, found: [at('gateway.mode')] },
  { rule: 'gateway_mode_missing', config: gateway({}), found: [] },

  { rule: 'public_bind_without_auth', config: gateway({ bind: 'lan' }), found: [at('gateway.bind')] },
  {
    rule: 'public_bind_without_auth',
    config: gateway({ bind: 'auto', auth: { mode: 'none' } }),
    found: [at('gateway.bind')],
  },
  {
    rule: 'public_bind_without_auth',
    config: gateway({ bind: 'custom', customBindHost: '10.0.0.8' }),
    found: [at('gateway.bind')],
  },
  { rule: 'public_bind_without_auth', config: gateway({ bind: 'lan', auth: token }), found: [] },
  {
    rule: 'public_bind_without_auth',
    config: gateway({ bind: 'lan', auth: { mode: 'token', token: keptMark } }),
    found: [],
  },
  {
    rule: 'public_bind_without_auth',
    config: gateway({ bind: 'lan' }),
    service: { OPENCLAW_GATEWAY_TOKEN: long },
    found: [],
  },
  {
    rule: 'public_bind_without_auth',
    config: gateway({ bind: 'lan', auth: { mode: 'token' } }),
    service: null,
    found: [['gateway.auth.token', 'warning']],
  },
  { rule: 'public_bind_without_auth', config: gateway({ bind: 'lan' }), service: null, found: [at('gateway.bind')] },
  { rule: 'public_bind_without_auth', config: gateway({ bind: 'custom', customBindHost: '127.0.0.2' }), found: [] },
  { rule: 'public_bind_without_auth', config: gateway({ auth: { mode: 'none' } }), found: [] },

  {
    rule: 'control_ui_without_origins',
    config: gateway({ bind: 'lan', auth: token }),
    found: [at('gateway.controlUi.allowedOrigins')],
  },
  { rule: 'control_ui_without_origins', config: gateway({ bind: 'lan', controlUi: { enabled: false } }), found: [] },
  {
    rule: 'control_ui_without_origins',
    config: gateway({ bind: 'lan', controlUi: { allowedOrigins: ['https://a.example'] } }),
    found: [],
  },
  { rule: 'control_ui_without_origins', config: gateway({}), found: [] },

  {
    rule: 'allowed_origins_wildcard',
    config: gateway({ controlUi: { allowedOrigins: ['https://a.example', '*'] } }),
    found: [at('gateway.controlUi.allowedOrigins.1')],
  },
  {
    rule: 'allowed_origins_wildcard',
    config: gateway({ controlUi: { allowedOrigins: ['https://a.example'] } }),
    found: [],
  },

  {
    rule: 'trusted_proxy_without_proxies',
    config: gateway({ auth: { mode: 'trusted-proxy' } }),
    found: [at('gateway.trustedProxies')],
  },
  {
    rule: 'trusted_proxy_without_proxies',
    config: gateway({ auth: { mode: 'trusted-proxy' }, trustedProxies: ['10.0.0.2'] }),
    found: [],
  },

  { rule: 'custom_bind_host', config: gateway({ bind: 'custom' }), found: [at('gateway.customBindHost')] },
  {
    rule: 'custom_bind_host',
    config: gateway({ bind: 'custom', customBindHost: 'localhost' }),
    found: [at('gateway.customBindHost')],
  },
  { rule: 'custom_bind_host', config: gateway({ bind: 'custom', customBindHost: '10.0.0.8' }), found: [] },

  {
    rule: 'tailscale_unsafe',
    config: gateway({ tailscale: { mode: 'funnel' }, auth: token }),
    found: [at('gateway.auth.mode')],
  },
  {
    rule: 'tailscale_unsafe',
    config: gateway({ tailscale: { mode: 'serve' }, auth: { mode: 'none' }, bind: 'lan' }),
    found: [at('gateway.auth.mode'), at('gateway.bind')],
  },
  {
    rule: 'tailscale_unsafe',
    config: gateway({ tailscale: { mode: 'funnel' }, auth: { mode: 'password', password: long } }),
    found: [],
  },
  { rule: 'tailscale_unsafe', config: gateway({ tailscale: { mode: 'off' }, auth: { mode: 'none' } }), found: [] },

  {
    rule: 'gateway_credential_weak',
    config: gateway({ auth: { mode: 'token', token: 'changeme' } }),
    found: [at('gateway.auth.token', 'error')],
  },
  {
    rule: 'gateway_credential_weak',
    config: gateway({ auth: { mode: 'token', token: '' } }),
    found: [at('gateway.auth.token', 'error')],
  },
  {
    rule: 'gateway_credential_weak',
    config: gateway({ auth: { mode: 'password', password: 'shorter than that' } }),
    found: [at('gateway.auth.password', 'warning')],
  },
  {
    rule: 'gateway_credential_weak',
    config: gateway({ auth: { token: '${T}' } }),
    service: { T: 'null' },
    found: [at('gateway.auth.token', 'error')],
  },
  { rule: 'gateway_credential_weak', config: gateway({ auth: token }), found: [] },
  { rule: 'gateway_credential_weak', config: gateway({ auth: { mode: 'token', token: keptMark } }), found: [] },

  { rule: 'hooks_without_token', config: { hooks: { enabled: true } }, found: [at('hooks.token')] },
  { rule: 'hooks_without_token', config: { hooks: { enabled: true, token: 'x' } }, found: [] },
  { rule: 'hooks_without_token', config: { hooks: {} }, found: [] },

  {
    rule: 'hooks_token_reused',
    config: { ...gateway({ auth: token }), hooks: { token: long } },
    found: [at('hooks.token')],
  },
  {
    rule: 'hooks_token_reused',
    config: { ...gateway({ auth: { token: '${A}' } }), hooks: { token: '${B}' } },
    service: { A: long, B: long },
    found: [at('hooks.token')],
  },
  {
    rule: 'hooks_token_reused',
    config: { hooks: { token: long } },
    service: { OPENCLAW_GATEWAY_PASSWORD: long },
    found: [at('hooks.token')],
  },
  {
    rule: 'hooks_token_reused',
    config: { ...gateway({ auth: { token: keptMark } }), hooks: { token: keptMark } },
    found: [],
  },
  { rule: 'hooks_token_reused', config: { ...gateway({ auth: token }), hooks: { token: `${long}2` } }, found: [] },

  {
    rule: 'variable_unresolved',
    config: gateway({ auth: { token: '${GONE}' } }),
    found: [at('gateway.auth.token', 'error')],
  },
  {
    rule: 'variable_unresolved',
    config: gateway({ auth: { token: '${GONE}' } }),
    service: null,
    found: [at('gateway.auth.token', 'warning')],
  },
  {
    rule: 'variable_unresolved',
    config: telegram({ botToken: '${GONE}' }),
    found: [at('channels.telegram.botToken', 'warning')],
  },
  { rule: 'variable_unresolved', config: telegram({ enabled: false, botToken: '${GONE}' }), found: [] },
  { rule: 'variable_unresolved', config: gateway({ auth: { token: '${T}' } }), service: { T: long }, found: [] },
  { rule: 'variable_unresolved', config: { env: { vars: { T: long } }, ...telegram({ botToken: '${T}' }) }, found: [] },
  { rule: 'variable_unresolved', config: { logging: { file: '$${HOME}/x' } }, found: [] },

  {
    rule: 'secret_reference_unresolved',
    config: telegram({ botToken: env_ref }),
    found: [at('channels.telegram.botToken', 'error')],
  },
  {
    rule: 'secret_reference_unresolved',
    config: telegram({ botToken: env_ref }),
    service: null,
    found: [at('channels.telegram.botToken', 'warning')],
  },
  {
    rule: 'secret_reference_unresolved',
    config: telegram({ enabled: false, botToken: env_ref }),
    found: [at('channels.telegram.botToken', 'warning')],
  },
  {
    rule: 'secret_reference_unresolved',
    config: telegram({ botToken: file_ref }),
    references: [[file_ref, null]],
    found: [at('channels.telegram.botToken', 'error')],
  },
  {
    rule: 'secret_reference_unresolved',
    config: telegram({ botToken: file_ref }),
    references: [[file_ref, 'x']],
    found: [],
  },
  { rule: 'secret_reference_unresolved', config: telegram({ botToken: env_ref }), service: { BOT: 'x' }, found: [] },
  { rule: 'secret_reference_unresolved', config: telegram({ botToken: { source: 'exec', id: 'a' } }), found: [] },

  {
    rule: 'telegram_token_shared',
    config: telegram({ botToken: '1:a', accounts: { b: { botToken: '1:a' } } }),
    found: [at('channels.telegram.accounts.b.botToken')],
  },
  {
    rule: 'telegram_token_shared',
    config: telegram({ accounts: { a: { botToken: '${X}' }, b: { botToken: env_ref } } }),
    service: { X: '1:a', BOT: '1:a' },
    found: [at('channels.telegram.accounts.b.botToken')],
  },
  {
    rule: 'telegram_token_shared',
    config: telegram({ accounts: { a: { botToken: env_ref }, b: { botToken: env_ref } } }),
    found: [at('channels.telegram.accounts.b.botToken')],
  },
  {
    rule: 'telegram_token_shared',
    config: telegram({ accounts: { a: { botToken: '1:a' }, b: { enabled: false, botToken: '1:a' } } }),
    found: [],
  },
  {
    rule: 'telegram_token_shared',
    config: telegram({ botToken: '1:a', accounts: { default: { botToken: '1:a' } } }),
    found: [],
  },
  {
    rule: 'telegram_token_shared',
    config: telegram({ botToken: keptMark, accounts: { b: { botToken: keptMark } } }),
    found: [],
  },

  { rule: 'gateway_without_auth', config: gateway({ auth: { mode: 'none' } }), found: [at('gateway.auth.mode')] },
  { rule: 'gateway_without_auth', config: gateway({ auth: token }), found: [] },

  {
    rule: 'readable_by_others',
    config: {},
    files: [{ path: '/g/openclaw.json', what: 'the configuration', mode: 0o644 }],
    found: [at('')],
  },
  {
    rule: 'readable_by_others',
    config: {},
    files: [{ path: '/g/openclaw.json', what: 'the configuration', mode: 0o600 }],
    found: [],
  },

  {
    rule: 'dangerous_setting',
    config: telegram({ network: { dangerouslyAllowPrivateNetwork: true } }),
    found: [at('channels.telegram.network.dangerouslyAllowPrivateNetwork')],
  },
  {
    rule: 'dangerous_setting',
    config: gateway({ allowRealIpFallback: true }),
    found: [at('gateway.allowRealIpFallback')],
  },
  {
    rule: 'dangerous_setting',
    config: gateway({ controlUi: { allowInsecureAuth: false, dangerouslyX: false } }),
    found: [],
  },

  {
    rule: 'open_dm_policy',
    config: telegram({ dmPolicy: 'open', allowFrom: ['*'] }),
    found: [at('channels.telegram.dmPolicy')],
  },
  {
    rule: 'open_dm_policy',
    config: telegram({ accounts: { a: { dmPolicy: 'open', allowFrom: ['*'] } } }),
    found: [at('channels.telegram.accounts.a.dmPolicy')],
  },
  { rule: 'open_dm_policy', config: telegram({ dmPolicy: 'pairing', allowFrom: ['*'] }), found: [] },

  {
    rule: 'log_unbounded',
    config: { logging: { maxFileBytes: 8 * 1024 ** 3, level: 'trace' } },
    found: [at('logging.maxFileBytes'), at('logging.level')],
  },
  { rule: 'log_unbounded', config: { logging: { maxFileBytes: 1024 ** 2, level: 'info' } }, found: [] },

  {
    rule: 'heartbeat_costly',
    config: { agents: { defaults: { heartbeat: { every: '30s' } }, entries: { a: { heartbeat: { every: '2' } } } } },
    found: [at('agents.defaults.heartbeat.every'), at('agents.entries.a.heartbeat.every')],
  },
  {
    rule: 'heartbeat_costly',
    config: { agents: { defaults: { heartbeat: { every: '0m' } }, entries: { a: { heartbeat: { every: '1h' } } } } },
    found: [],
  },

  {
    rule: 'written_by_newer_version',
    config: { meta: { lastTouchedVersion: '2026.10.1' } },
    found: [at('meta.lastTouchedVersion')],
  },
  { rule: 'written_by_newer_version', config: { meta: { lastTouchedVersion: '2026.9.6' } }, found: [] },
  { rule: 'written_by_newer_version', config: {}, found: [] },
];

describe.each(lintRules)('$name', ({ name, severity, find }) => {
  const own = cases.filter(({ rule }) => rule === name);

  it('has cases of both kinds', () => {
    expect(new Set(own.map(({ found }) => found.length > 0))).toEqual(new Set([true, false]));
  });

  it.each(own)('finds $found in $config', (one) => {
    const found = find(inputOf(one)).map((finding) => [finding.path.join('.'), finding.severity ?? severity]);
    expect(found).toEqual(one.found.map(([path, kind]) => [path, kind ?? severity]));
  });

  it('says what to do, and never what a secret is', () => {
    const text = JSON.stringify(own.flatMap((one) => find(inputOf(one))));
    expect(text).not.toContain(long);
    expect(own.flatMap((one) => find(inputOf(one))).every(({ next_step }) => next_step.endsWith('.'))).toBe(true);
  });

  it('survives anything', () => {
    const odd: unknown[] = [null, 5, 'x', [], [null], { mode: 5 }, true];
    for (const value of odd) {
      for (const section of ['gateway', 'channels', 'hooks', 'agents', 'logging', 'meta', 'env', 'secrets']) {
        expect(() => find(inputOf({ rule: name, config: { [section]: value }, found: [] }))).not.toThrow();
        const nested = {
          [section]: { telegram: value, auth: value, controlUi: value, defaults: value, accounts: value },
        };
        expect(() => find(inputOf({ rule: name, config: nested, found: [] }))).not.toThrow();
      }
    }
  });
});
