import type { ConfigDocument, ConfigFields, ConfigSecret } from '@moltbot-ops/sdk/types';
import { ChevronRight } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Pill } from '../../ui/StateMark.tsx';

interface StandingProps {
  document: ConfigDocument;
  fields: ConfigFields | undefined;
  onJump(path: string): void;
}

const sources = {
  live: 'the running gateway',
  installed: 'the installed package',
  bundled: 'a snapshot that came with the agent',
};
const ways = {
  live: 'The running gateway writes a change itself.',
  file: 'The agent writes the file; the gateway reads it.',
  remote: 'The agent writes the file on the other machine.',
};

/** What is in force: which file, whether it is sound, whose schema judges it, and whether its secrets are found. */
export function Standing({ document, fields, onJump }: StandingProps) {
  const [open, setOpen] = useState<'secrets' | 'includes' | null>(null);
  const missing = document.secrets.filter((secret) => secret.resolved === false).length;
  const toggle = (part: 'secrets' | 'includes') => setOpen(open === part ? null : part);
  return (
    <div className="standing">
      <dl className="standing-facts">
        <Fact name="File">
          <code>{document.path ?? 'none yet'}</code>
          <small>{ways[document.managed_by]}</small>
        </Fact>
        <Fact name="As it stands">
          <StandingPill document={document} />
        </Fact>
        <Fact name="Judged by">
          {fields ? (
            <>
              <span>
                Schema of <b>{fields.version}</b>
              </span>
              <small>from {sources[fields.source]}</small>
            </>
          ) : (
            <span className="bone standing-bone" />
          )}
        </Fact>
        <Fact name="Secrets">
          <Unfold open={open === 'secrets'} onToggle={() => toggle('secrets')} count={document.secrets.length}>
            {document.secrets.length === 0 ? 'none set' : `${document.secrets.length} set`}
            {missing > 0 && <Pill tone="bad">{missing} not found</Pill>}
          </Unfold>
        </Fact>
        {document.includes.length > 0 && (
          <Fact name="Takes in">
            <Unfold open={open === 'includes'} onToggle={() => toggle('includes')} count={document.includes.length}>
              {document.includes.length === 1 ? '1 other file' : `${document.includes.length} other files`}
            </Unfold>
          </Fact>
        )}
      </dl>
      {open === 'secrets' && <Secrets secrets={document.secrets} onJump={onJump} />}
      {open === 'includes' && <Includes document={document} onJump={onJump} />}
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function StandingPill({ document }: { document: ConfigDocument }) {
  if (document.valid === null) return <Pill tone="idle">nothing to judge</Pill>;
  const errors = document.issues.filter((issue) => issue.severity === 'error').length;
  const warnings = document.issues.length - errors;
  if (!document.valid) return <Pill tone="bad">{errors === 1 ? '1 error' : `${errors} errors`}</Pill>;
  if (warnings > 0)
    return <Pill tone="warn">{warnings === 1 ? 'valid, 1 warning' : `valid, ${warnings} warnings`}</Pill>;
  return <Pill tone="ok">valid</Pill>;
}

function Unfold(props: { open: boolean; count: number; onToggle(): void; children: ReactNode }) {
  if (props.count === 0) return <span>{props.children}</span>;
  return (
    <button type="button" className="standing-unfold" aria-expanded={props.open} onClick={props.onToggle}>
      <ChevronRight size={14} aria-hidden="true" />
      {props.children}
    </button>
  );
}

const kinds: Record<ConfigSecret['source'], string> = {
  literal: 'in the file, in the clear',
  env: 'environment',
  file: 'file',
  exec: 'command',
  store: 'secret store',
};

/** Which part stands in which file; a change goes into the file that says it. */
function Includes({ document, onJump }: Pick<StandingProps, 'document' | 'onJump'>) {
  const origins = document.origins ?? [];
  return (
    <ul className="standing-more">
      {document.includes.map((file) => {
        const own = origins.filter(({ files }) => files.includes(file));
        return (
          <li key={file}>
            <span className="mono">{file}</span>
            {own.map(({ path, files }) => (
              <span key={path} className="standing-origin">
                <button type="button" className="cfg-link mono" onClick={() => onJump(path)}>
                  {path || 'the whole'}
                </button>
                {files.length > 1 && <Pill tone="warn">several files say it</Pill>}
              </span>
            ))}
          </li>
        );
      })}
      <li>
        <span>A change is written into the file that says it. What several files say together is changed by hand.</span>
      </li>
    </ul>
  );
}

function Secrets({ secrets, onJump }: { secrets: ConfigSecret[]; onJump(path: string): void }) {
  return (
    <ul className="standing-more">
      {secrets.map((secret) => (
        <li key={secret.path}>
          <button type="button" className="cfg-link mono" onClick={() => onJump(secret.path)}>
            {secret.path}
          </button>
          <span>
            {kinds[secret.source]}
            {secret.reference && (
              <>
                {' '}
                <code>{secret.reference}</code>
              </>
            )}
          </span>
          {secret.resolved === false ? (
            <Pill tone="bad">the service does not find it</Pill>
          ) : secret.resolved === null ? (
            <Pill tone="idle">cannot be seen from here</Pill>
          ) : (
            <Pill tone={secret.source === 'literal' ? 'warn' : 'ok'}>
              {secret.source === 'literal' ? 'readable in the file' : 'found'}
            </Pill>
          )}
        </li>
      ))}
    </ul>
  );
}
