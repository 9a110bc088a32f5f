import type { ConfigError, ConfigLayer } from '@moltbot-ops/sdk/types';
import { Link } from '@tanstack/react-router';
import { Check, CircleAlert, Minus, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import { Prose } from '../Prose.tsx';
import type { ConfigVerdictProps } from './contract.ts';
import './config.css';

const layerNames: Record<ConfigLayer['layer'], string> = {
  syntax: 'Syntax',
  schema: 'Schema',
  gateway: 'Gateway’s own check',
  lint: 'Known traps',
};

/** Who was asked, then what they found, each with the way to its field. */
export function ConfigVerdict({ verdict, onJump }: ConfigVerdictProps) {
  const findings = [...verdict.errors, ...verdict.warnings];
  return (
    <div className="cfg-verdict">
      <p
        className="cfg-verdict-head"
        role="status"
        data-tone={verdict.valid ? (findings.length > 0 ? 'warn' : 'ok') : 'bad'}
      >
        {verdict.valid ? <Check size={15} aria-hidden="true" /> : <CircleAlert size={15} aria-hidden="true" />}
        <b>{verdictWords(verdict)}</b>
      </p>
      {verdict.layers && <Layers layers={verdict.layers} errors={findings} />}
      {findings.length > 0 && (
        <ul className="cfg-findings">
          {gather(findings).map((finding) => (
            <FindingRow key={finding.key} finding={finding} onJump={onJump} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** The verdict in one line. That the gateway takes it is said where the gateway itself was asked. */
function verdictWords({ valid, errors, warnings, layers }: ConfigVerdictProps['verdict']): string {
  const count = (number: number, one: string) => `${number} ${one}${number === 1 ? '' : 's'}`;
  if (!valid) return `The gateway would not start with this: ${count(errors.length, 'error')}.`;
  const said = layers?.some(({ layer, asked }) => layer === 'gateway' && asked)
    ? 'The gateway takes it'
    : 'No fault was found';
  return warnings.length === 0 ? `${said}.` : `${said}, with ${count(warnings.length, 'warning')}.`;
}

function Layers({ layers, errors }: { layers: ConfigLayer[]; errors: ConfigError[] }) {
  return (
    <ul className="cfg-layers" aria-label="Checks">
      {layers.map((layer) => {
        const found = errors.filter((error) => error.layer === layer.layer).length;
        const Icon = !layer.asked ? Minus : found > 0 ? TriangleAlert : Check;
        return (
          <li key={layer.layer} data-tone={!layer.asked ? 'idle' : found > 0 ? 'warn' : 'ok'} title={layer.detail}>
            <Icon size={13} aria-hidden="true" />
            {layerNames[layer.layer]}
            <span className="cfg-layer-words">
              {!layer.asked ? `not asked: ${layer.detail}` : found > 0 ? `${found} found` : 'passed'}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

interface Finding extends Pick<ConfigError, 'severity' | 'message' | 'next_step' | 'rule'> {
  key: string;
  paths: string[];
}

/** What is said of many fields is said once, with all of them behind it; in the order in which it was said first. */
export function gather(findings: readonly ConfigError[]): Finding[] {
  const by = new Map<string, Finding>();
  for (const { severity, message, next_step, rule, path } of findings) {
    const key = JSON.stringify([severity, message, next_step, rule]);
    const known = by.get(key);
    if (known) known.paths.push(path);
    else
      by.set(key, {
        key,
        severity,
        message,
        paths: [path],
        ...(next_step ? { next_step } : {}),
        ...(rule ? { rule } : {}),
      });
  }
  return [...by.values()];
}

const paths_at_first = 4;

function FindingRow({ finding, onJump }: { finding: Finding; onJump(path: string): void }) {
  const [all, setAll] = useState(false);
  const paths = finding.paths.filter((path) => path !== '');
  const hidden = paths.length - paths_at_first;
  return (
    <li data-tone={finding.severity === 'error' ? 'bad' : 'warn'}>
      {finding.severity === 'error' ? (
        <CircleAlert size={14} aria-label="Error" role="img" />
      ) : (
        <TriangleAlert size={14} aria-label="Warning" role="img" />
      )}
      <div>
        <p>
          <Prose text={finding.message} />
          {paths.length > 1 && <span className="cfg-finding-count">{paths.length} fields</span>}
        </p>
        {finding.next_step && (
          <p className="hint">
            <Prose text={finding.next_step} />
          </p>
        )}
        <p className="cfg-finding-ways">
          {(all ? paths : paths.slice(0, paths_at_first)).map((path) => (
            <button key={path} type="button" className="cfg-link mono" onClick={() => onJump(path)}>
              {path}
            </button>
          ))}
          {hidden > 0 && (
            <button type="button" className="cfg-link" aria-expanded={all} onClick={() => setAll(!all)}>
              {all ? 'Show less' : `${hidden} more`}
            </button>
          )}
          {finding.rule && (
            <Link to="/help" search={{ runbook: finding.rule }} className="cfg-link">
              Why this matters
            </Link>
          )}
        </p>
      </div>
    </li>
  );
}
