// `config file|get|set|validate|schema`, against the file alone: no gateway needs to run.
import JSON5 from 'json5';
import { readConfigDocument, writeConfigDocument } from '../config/document.ts';
import { applyMergePatch, redactConfig } from '../config/merge.ts';
import { findConfigNode } from '../config/schema.ts';
import { buildJsonSchema } from '../config/schema-view.ts';
import { formatIssues, isObject, validateConfig } from '../config/validate.ts';
import { readPath } from '../gateway/state.ts';
import { displayPath } from '../world/paths.ts';
import type { CommandContext } from './commands.ts';
import { complain, printJson, printLine } from './output.ts';

export function runConfigFile({ paths }: CommandContext): number {
  printLine(paths.config_path);
  return 0;
}

export function runConfigGet({ args, paths }: CommandContext): number {
  const path = args.words[0] ?? '';
  const document = readConfigDocument(paths.config_path, '');
  const value = readPath(redactConfig(document.parsed), path);
  if (value === undefined) {
    const hint = findConfigNode(path) ? 'Config path not found' : 'Unknown config path';
    complain(`${hint}: ${path}. Run openclaw config schema to inspect valid paths.`);
    return 1;
  }
  if (args.options.has('json') || isObject(value)) printJson(value);
  else printLine(String(value));
  return 0;
}

export function runConfigSet({ args, paths }: CommandContext): number {
  const [path = '', text = ''] = args.words;
  const document = readConfigDocument(paths.config_path, '');
  const after = applyMergePatch(document.parsed, nest(path, parseValue(text)));
  const issues = validateConfig(after);
  if (issues.length > 0 || !isObject(after)) {
    complain(`Config validation failed: ${formatIssues(issues)}`);
    return 1;
  }
  writeConfigDocument(paths.config_path, after);
  const restart = (findConfigNode(path)?.reload ?? 'restart') === 'restart';
  printLine(`Updated ${path}. ${restart ? 'Restart the gateway to apply.' : 'No gateway restart needed.'}`);
  return 0;
}

export function runConfigValidate({ args, paths }: CommandContext): number {
  const document = readConfigDocument(paths.config_path, '');
  const shown = displayPath(paths.config_path, paths.home);
  if (document.exists && document.valid) {
    if (args.options.has('json')) printLine(JSON.stringify({ valid: true, path: paths.config_path, warnings: [] }));
    else printLine(`Config valid: ${shown}`);
    return 0;
  }
  const message = document.exists ? `OpenClaw config is invalid: ${shown}` : `Config file not found: ${shown}`;
  if (args.options.has('json')) {
    const issues = document.issues.map(({ allowedValuesHiddenCount: _, ...issue }) => ({
      ...issue,
      path: issue.path || '<root>',
    }));
    printJson({ ok: false, error: { type: 'cli_error', message }, valid: false, path: paths.config_path, issues });
  } else {
    complain(
      `${message}\n${document.issues.map((issue) => `  × ${issue.path || '<root>'}: ${issue.message}`).join('\n')}`,
    );
    complain(
      '\nRun `openclaw doctor --fix` to repair, or fix the keys above manually.\nInspect with openclaw config validate.',
    );
  }
  return 1;
}

export function runConfigSchema(): number {
  printJson(buildJsonSchema());
  return 0;
}

/** Values are JSON5 where they parse, and text otherwise. */
function parseValue(text: string): unknown {
  try {
    return JSON5.parse(text);
  } catch {
    return text;
  }
}

function nest(path: string, value: unknown): unknown {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}
