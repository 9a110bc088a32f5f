import { behind_escape, type FindSpans, type Span } from './spans.ts';

/** Credentials that their issuers gave a recognisable beginning: [kind, beginning, tail]. All are case-sensitive. */
const shapes: readonly (readonly [kind: string, shape: string])[] = [
  ['anthropic_key', 'sk-ant-[\\w-]{10,}'],
  ['openrouter_key', 'sk-or-[\\w-]{10,}'],
  ['openai_key', 'sk-[\\w-]{16,}'],
  ['elevenlabs_key', 'sk_[0-9a-f]{40,}'],
  ['stripe_key', '(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{10,}'],
  ['webhook_secret', 'whsec_[A-Za-z0-9+/=]{16,}'],
  ['google_key', 'AIza[\\w-]{30,}'],
  ['google_oauth', 'ya29\\.[\\w.-]{20,}'],
  ['google_oauth', 'GOCSPX-[\\w-]{20,}'],
  ['google_oauth', '1//0[\\w-]{30,}'],
  ['aws_key_id', '(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16,}'],
  ['github_token', 'gh[pousr]_[A-Za-z0-9]{20,}'],
  ['github_token', 'github_pat_\\w{20,}'],
  ['gitlab_token', 'gl(?:pat|ptt|dt|rt|soat|cbt|ft|agent)-[\\w.-]{16,}'],
  ['slack_token', 'xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9-]{8,}'],
  ['slack_token', 'xapp-[A-Za-z0-9-]{8,}'],
  ['discord_token', 'mfa\\.[\\w-]{20,}'],
  ['npm_token', 'npm_[A-Za-z0-9]{30,}'],
  ['docker_token', 'dckr_(?:pat|oat)_[\\w-]{16,}'],
  ['pypi_token', 'pypi-[\\w-]{30,}'],
  ['huggingface_token', 'hf_[A-Za-z0-9]{30,}'],
  ['groq_key', 'gsk_[A-Za-z0-9]{20,}'],
  ['xai_key', 'xai-[\\w-]{20,}'],
  ['perplexity_key', 'pplx-[A-Za-z0-9]{20,}'],
  ['replicate_token', 'r8_[A-Za-z0-9]{30,}'],
  ['tavily_key', 'tvly-[\\w-]{16,}'],
  ['tailscale_key', 'tskey-[\\w-]{16,}'],
  ['digitalocean_token', 'do[opr]_v1_[0-9a-f]{40,}'],
  ['notion_token', '(?:ntn|secret)_[A-Za-z0-9]{36,}'],
  ['linear_key', 'lin_(?:api|oauth)_[A-Za-z0-9]{20,}'],
  ['vault_token', 'hv[sbr]\\.[\\w-]{20,}'],
  ['sendgrid_key', 'SG\\.[\\w-]{16,64}\\.[\\w-]{16,}'],
  ['twilio_key', '(?:AC|SK)[0-9a-f]{32}(?![0-9a-f])'],
  ['mailgun_key', 'key-[0-9a-f]{32}'],
  ['shopify_token', 'shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}'],
  ['databricks_token', 'dapi[0-9a-f]{32}'],
  ['grafana_token', 'gl(?:sa|c)_[\\w=]{20,}'],
  ['atlassian_token', 'AT(?:ATT|CTT)3x[\\w=-]{20,}'],
  ['matrix_token', 'syt_[\\w-]{10,}'],
  ['age_key', 'AGE-SECRET-KEY-1[A-Z0-9]{20,}'],
  ['refresh_token', 'mbr_[\\w-]{20,}'],
];

// One alternation, so that a line is read once whatever the table holds. The beginning of a key may touch `_` or `-`
// (a variable's name) but not a letter or digit. Every open-ended run ends its match, so what is read is consumed.
const shape_of_all = `(?:${shapes.map(([, shape]) => `(${shape})`).join('|')})`;
const any_shape = new RegExp(`(?<![A-Za-z0-9])${shape_of_all}`, 'g');
const any_shape_escaped = new RegExp(`(?:(?<![A-Za-z0-9])|${behind_escape})${shape_of_all}`, 'g');

/** Keys known by their issuer's prefix. */
export const findProviderKeys: FindSpans = (text) => {
  const spans: Span[] = [];
  for (const match of text.matchAll(/[%\\]/.test(text) ? any_shape_escaped : any_shape)) {
    const index = match.findIndex((group, place) => place > 0 && group !== undefined);
    const kind = shapes[index - 1]?.[0] ?? 'provider_key';
    spans.push({ start: match.index, end: match.index + match[0].length, kind });
  }
  return spans;
};
