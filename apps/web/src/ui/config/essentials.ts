// What has to be right before a gateway is of use, and why. Which of it exists, the schema of the version says.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { templateOf } from './field-match.ts';
import { nameWords } from './field-tree.ts';
import { isTree, type Path, valueAt } from './tree.ts';

/** Model providers by the name that the gateway knows them by. */
export const providers = [
  { id: 'anthropic', name: 'Anthropic' },
  { id: 'openai', name: 'OpenAI' },
  { id: 'google', name: 'Google' },
  { id: 'openrouter', name: 'OpenRouter' },
  { id: 'mistral', name: 'Mistral' },
  { id: 'groq', name: 'Groq' },
  { id: 'xai', name: 'xAI' },
  { id: 'deepseek', name: 'DeepSeek' },
  { id: 'ollama', name: 'Ollama, on your own machine' },
] as const;

/** The provider in use: of the primary model, else the first that has an entry. */
export function providerIn(whole: unknown): string | null {
  const model = valueAt(whole, modelPath(whole));
  if (typeof model === 'string' && model.includes('/')) return model.slice(0, model.indexOf('/'));
  const entries = valueAt(whole, ['models', 'providers']);
  return isTree(entries) ? (Object.keys(entries)[0] ?? null) : null;
}

/** The primary model stands alone or beside its fallbacks. */
export function modelPath(whole: unknown): Path {
  const model = ['agents', 'defaults', 'model'];
  return typeof valueAt(whole, model) === 'string' ? model : [...model, 'primary'];
}

export interface ChannelKind {
  id: string;
  name: string;
  /** Fields that let it in, below `channels.ID`. */
  credentials: string[];
  /** Where those come from. */
  how: string;
}

const known: ChannelKind[] = [
  {
    id: 'telegram',
    name: 'Telegram',
    credentials: ['botToken'],
    how: 'Ask @BotFather in Telegram for a bot: `/newbot` answers with its token.',
  },
  {
    id: 'discord',
    name: 'Discord',
    credentials: ['token'],
    how: 'Make an application in Discord’s developer portal; its bot page shows the token once.',
  },
  {
    id: 'whatsapp',
    name: 'WhatsApp',
    credentials: [],
    how: 'No token: once the gateway runs, it shows a QR code that your phone scans as a linked device.',
  },
  {
    id: 'slack',
    name: 'Slack',
    credentials: ['botToken', 'appToken'],
    how: 'A Slack app in socket mode has two: the bot token begins with xoxb-, the app token with xapp-.',
  },
  {
    id: 'signal',
    name: 'Signal',
    credentials: ['account'],
    how: 'The number of the account that signal-cli on the host is linked with, such as +15551234567.',
  },
  {
    id: 'matrix',
    name: 'Matrix',
    credentials: ['homeserver', 'userId', 'accessToken'],
    how: 'Any Matrix account of its own; most clients show its access token under Help.',
  },
  {
    id: 'mattermost',
    name: 'Mattermost',
    credentials: ['baseUrl', 'botToken'],
    how: 'A bot account in Mattermost’s integrations gets its token when it is made.',
  },
  {
    id: 'googlechat',
    name: 'Google Chat',
    credentials: ['serviceAccountFile'],
    how: 'A service account of a Google Cloud project with the Chat API switched on.',
  },
  {
    id: 'msteams',
    name: 'Microsoft Teams',
    credentials: ['appId', 'appPassword', 'tenantId'],
    how: 'An Azure bot registration names all three.',
  },
];
const noChannels = new Set(['defaults', 'modelByChannel', 'a2a']);

/** The channels of this version's schema, well-known ones first. */
export function channelsOf(fields: readonly ConfigField[]): ChannelKind[] {
  const below = new Map<string, ConfigField[]>();
  for (const field of fields) {
    const [top, id] = field.path.split('.', 2);
    if (top === 'channels' && id && !noChannels.has(id) && id !== '*') below.set(id, [...(below.get(id) ?? []), field]);
  }
  const famous = known.filter((channel) => below.has(channel.id));
  const rest = [...below].filter(([id]) => !known.some((channel) => channel.id === id));
  return [...famous, ...rest.map(([id, own]) => genericChannel(id, own))];
}

function genericChannel(id: string, fields: readonly ConfigField[]): ChannelKind {
  const own = fields.filter((field) => templateOf(field).length === 3 && (field.sensitive || field.required));
  const credentials = own.map((field) => templateOf(field)[2] ?? '').filter((name) => !/webhook/i.test(name));
  return {
    id,
    name: nameWords(id),
    credentials: credentials.slice(0, 4),
    how: 'The fields below let the gateway into it.',
  };
}

/** Channels that the configuration speaks of. */
export function channelsIn(whole: unknown, kinds: readonly ChannelKind[]): string[] {
  const set = valueAt(whole, ['channels']);
  return isTree(set) ? kinds.map((kind) => kind.id).filter((id) => Object.hasOwn(set, id)) : [];
}
