// A reduced, honest slice of the gateway's configuration schema: the sections the product reads or writes,
// with the real names, types and bounds. A key outside it is refused as the real gateway refuses an unknown
// one, so a test that needs a section that is not here fails loudly instead of passing on nothing.

export type ReloadKind = 'restart' | 'hot' | 'none';

export interface ConfigNode {
  type: 'object' | 'record' | 'array' | 'string' | 'integer' | 'boolean' | 'choice' | 'secret' | 'any';
  label?: string;
  help?: string;
  reload?: ReloadKind;
  children?: Record<string, ConfigNode>;
  items?: ConfigNode;
  choices?: readonly string[];
  minimum?: number;
  maximum?: number;
}

const text = (label?: string): ConfigNode => ({ type: 'string', ...(label ? { label } : {}) });
const flag = (label?: string): ConfigNode => ({ type: 'boolean', ...(label ? { label } : {}) });
const whole = (minimum: number, maximum: number, label?: string): ConfigNode => ({
  type: 'integer',
  minimum,
  maximum,
  ...(label ? { label } : {}),
});
const secret = (label: string): ConfigNode => ({ type: 'secret', label });
const choice = (choices: readonly string[], label?: string): ConfigNode => ({
  type: 'choice',
  choices,
  ...(label ? { label } : {}),
});
const list = (items: ConfigNode): ConfigNode => ({ type: 'array', items });
const record = (items: ConfigNode): ConfigNode => ({ type: 'record', items });
const object = (children: Record<string, ConfigNode>, extra: Partial<ConfigNode> = {}): ConfigNode => ({
  type: 'object',
  children,
  ...extra,
});

const logLevels = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;
const hot = (node: ConfigNode): ConfigNode => ({ ...node, reload: 'hot' });
const endpoint = object({ enabled: flag() });

const gateway = object(
  {
    port: { ...whole(1, 65_535, 'Gateway Port'), help: 'Port on which the gateway listens.' },
    mode: { ...choice(['local', 'remote'], 'Gateway Mode'), help: 'Where the gateway runs: here or elsewhere.' },
    bind: choice(['auto', 'lan', 'loopback', 'custom', 'tailnet'], 'Gateway Bind Mode'),
    customBindHost: text('Gateway Custom Bind Host'),
    controlUi: object({
      enabled: hot(flag('Control UI Enabled')),
      basePath: text('Control UI Base Path'),
      allowedOrigins: hot({ ...list(text()), label: 'Control UI Allowed Origins' }),
    }),
    auth: object({
      mode: choice(['none', 'token', 'password', 'trusted-proxy'], 'Gateway Auth Mode'),
      token: secret('Gateway Token'),
      password: secret('Gateway Password'),
    }),
    trustedProxies: hot(list(text())),
    tailscale: object({ mode: choice(['off', 'serve', 'funnel'], 'Tailscale Mode') }),
    reload: object({ mode: choice(['off', 'hybrid']) }, { reload: 'none' }),
    http: object({ endpoints: hot(object({ chatCompletions: endpoint, responses: endpoint })) }),
  },
  { label: 'Gateway', help: 'How the gateway listens and who may come in.', reload: 'restart' },
);

const telegram = object(
  {
    enabled: flag('Telegram Enabled'),
    botToken: secret('Telegram Bot Token'),
    apiRoot: text(),
    dmPolicy: choice(['pairing', 'allowlist', 'open', 'disabled']),
    allowFrom: list({ type: 'any' }),
  },
  { label: 'Telegram', reload: 'hot' },
);

const agentEntry = object({
  name: text('Agent Name'),
  workspace: text('Workspace'),
  agentDir: text(),
  identity: object({ name: text(), emoji: text() }),
});

/** The root of the slice. Order matters: issues are reported in it. */
export const configRoot: ConfigNode = object({
  meta: object(
    {
      lastTouchedVersion: text(),
      migrations: object({ modelPolicyAllowlist: flag(), utilityModelSeparation: flag() }),
    },
    { reload: 'none' },
  ),
  env: object({ vars: record(text()) }, { reload: 'restart' }),
  wizard: object(
    { lastRunAt: text(), lastRunVersion: text(), lastRunCommand: text(), lastRunMode: choice(['local', 'remote']) },
    { reload: 'none' },
  ),
  logging: object(
    {
      level: choice(logLevels, 'Log Level'),
      file: text('Log File Path'),
      maxFileBytes: whole(1, Number.MAX_SAFE_INTEGER),
      consoleLevel: choice(logLevels),
      consoleStyle: choice(['pretty', 'json']),
    },
    { label: 'Logging', reload: 'none' },
  ),
  update: object(
    { channel: hot(choice(['stable', 'extended-stable', 'beta', 'dev'])), checkOnStart: hot(flag()) },
    { reload: 'restart' },
  ),
  agents: object(
    { defaults: hot(object({ workspace: text(), model: { type: 'any' } })), entries: hot(record(agentEntry)) },
    { label: 'Agents', reload: 'none' },
  ),
  tools: object({ profile: choice(['minimal', 'coding', 'messaging', 'full']) }, { reload: 'hot' }),
  session: object({ scope: hot(choice(['per-sender', 'global'])) }, { reload: 'none' }),
  cron: object({ enabled: flag() }, { reload: 'hot' }),
  channels: object({ telegram }, { label: 'Channels', reload: 'hot' }),
  gateway,
  plugins: object(
    { enabled: flag(), entries: record(object({ enabled: flag(), config: record({ type: 'any' }) })) },
    { reload: 'hot' },
  ),
});

/** Whether one of the changes is taken up by a restart only. */
export function needsRestart(changed_paths: readonly string[]): boolean {
  return changed_paths.some((path) => (findConfigNode(path)?.reload ?? 'restart') === 'restart');
}

/** Every dotted path of the slice; inside a record an entry is called `main`. */
export function listConfigPaths(node: ConfigNode = configRoot, path = ''): string[] {
  const own = path ? [path] : [];
  const children = Object.entries(node.children ?? {}).flatMap(([key, child]) =>
    listConfigPaths(child, path ? `${path}.${key}` : key),
  );
  const items = node.type === 'record' && node.items?.children ? listConfigPaths(node.items, `${path}.main`) : [];
  return [...own, ...children, ...items];
}

/** The node at a dotted path and the reload kind that holds there, or null. */
export function findConfigNode(path: string): { node: ConfigNode; reload: ReloadKind } | null {
  let node: ConfigNode | undefined = configRoot;
  let reload: ReloadKind = 'restart';
  for (const key of path.split('.').filter(Boolean)) {
    node = node?.children?.[key] ?? node?.items;
    if (!node) return null;
    reload = node.reload ?? reload;
  }
  return node ? { node, reload } : null;
}
