import { useMemo, useState } from 'react';
import { Button } from '../Button.tsx';
import { Prose } from '../Prose.tsx';
import { Select } from '../Select.tsx';
import { ChannelCheck } from './ChannelCheck.tsx';
import { type ChannelKind, channelsIn, channelsOf } from './essentials.ts';
import { FieldRow } from './FieldRow.tsx';
import { fieldAt } from './field-match.ts';
import { useConfigForm } from './form.ts';
import { valueAt } from './tree.ts';

/** The channels that are set up, each with what lets it in; and the way to one more. */
export function ChannelFields() {
  const form = useConfigForm();
  const kinds = useMemo(() => channelsOf(form.fields), [form.fields]);
  const present = channelsIn(form.whole, kinds);
  const absent = kinds.filter((kind) => !present.includes(kind.id));
  const [chosen, setChosen] = useState('');
  const next = absent.find((kind) => kind.id === chosen) ?? absent[0];
  return (
    <>
      {kinds
        .filter((kind) => present.includes(kind.id))
        .map((kind) => (
          <OneChannel key={kind.id} kind={kind} />
        ))}
      {next && (
        <div className="cfg-channel-add">
          <Select
            label="Channel to add"
            show_label={false}
            value={next.id}
            options={absent.map((kind) => ({ value: kind.id, label: kind.name }))}
            onValueChange={setChosen}
          />
          <Button onClick={() => form.set(['channels', next.id, 'enabled'], true)}>
            {present.length === 0 ? 'Set it up' : 'Add this one too'}
          </Button>
        </div>
      )}
    </>
  );
}

const policyHelp = 'Pairing: a stranger gets a code that you approve. Open lets everybody talk to it, and spend on it.';

function OneChannel({ kind }: { kind: ChannelKind }) {
  const form = useConfigForm();
  const base = ['channels', kind.id];
  const rows = [
    { name: 'enabled', help: 'Off keeps what is set and stays silent.' },
    ...kind.credentials.map((name) => ({ name, help: undefined })),
    { name: 'dmPolicy', help: policyHelp },
    { name: 'allowFrom', help: 'For an allow list: who may talk to it.' },
  ];
  const isOpen = (name: string) => name !== 'allowFrom' || hasList(form.whole, kind.id);
  return (
    <div className="cfg-channel">
      <div className="cfg-channel-head">
        <h3>{kind.name}</h3>
        <p>
          <Prose text={kind.how} />
        </p>
        <Button size="sm" look="quiet" onClick={() => form.unset(base)} aria-label={`Remove ${kind.name}`}>
          Remove
        </Button>
      </div>
      {rows.map(({ name, help }) => {
        const path = [...base, name];
        const field = fieldAt(form.fields, path);
        return field && isOpen(name) ? (
          <FieldRow key={name} path={path} field={field} {...(help ? { help } : {})} />
        ) : null;
      })}
      <ChannelCheck id={kind.id} name={kind.name} />
    </div>
  );
}

/** The allow list matters once the policy asks for it, or somebody is on it. */
function hasList(whole: unknown, id: string): boolean {
  const policy = valueAt(whole, ['channels', id, 'dmPolicy']);
  return policy === 'allowlist' || policy === 'open' || valueAt(whole, ['channels', id, 'allowFrom']) !== undefined;
}
