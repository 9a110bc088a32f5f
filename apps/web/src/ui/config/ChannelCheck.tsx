import type { ChannelProbe, ChannelProbeAccount } from '@moltbot-ops/sdk/types';
import { CircleAlert, CircleCheck, CircleHelp } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../Button.tsx';
import { Prose } from '../Prose.tsx';
import { useConfigForm } from './form.ts';
import { valueAt } from './tree.ts';

interface Checked {
  /** The channel as it was drafted then; of another draft the answer is old. */
  of: string;
  answer: ChannelProbe | null;
  error: string | null;
}

/** Asks the provider whether it takes what was typed, before anything is saved. Nothing where the page cannot ask. */
export function ChannelCheck({ id, name }: { id: string; name: string }) {
  const form = useConfigForm();
  const [asking, setAsking] = useState<string | null>(null);
  const [checked, setChecked] = useState<Checked | null>(null);
  const { probe } = form;
  if (!probe) return null;
  const drafted = JSON.stringify(valueAt(form.whole, ['channels', id]));
  const ask = async () => {
    setAsking(drafted);
    try {
      setChecked({ of: drafted, answer: await probe(id), error: null });
    } catch (cause) {
      setChecked({ of: drafted, answer: null, error: cause instanceof Error ? cause.message : String(cause) });
    } finally {
      setAsking(null);
    }
  };
  const fresh = checked?.of === drafted && asking === null ? checked : null;
  return (
    <div className="cfg-row cfg-channel-check">
      <div className="cfg-row-name">
        <p className="cfg-label">Does {name} take it?</p>
        <p className="cfg-help">
          The gateway’s own program asks {name} with what stands here. Nothing is saved; it takes ten to twenty seconds.
        </p>
      </div>
      <div className="cfg-row-edit">
        <Button size="sm" busy={asking !== null && `Asking ${name}…`} onClick={() => void ask()}>
          Check with {name}
        </Button>
        <div role="status" className="cfg-channel-said">
          {fresh?.error && <Said tone="bad" text={fresh.error} />}
          {fresh?.answer && !fresh.answer.asked && (
            <Said tone="idle" text={`It was not asked. ${fresh.answer.detail}`} />
          )}
          {fresh?.answer?.accounts.map((one) => (
            <Said key={one.account} tone={toneOf[one.outcome]} text={sentence(one)} />
          ))}
        </div>
      </div>
    </div>
  );
}

type Tone = 'ok' | 'bad' | 'idle';

const toneOf: Record<ChannelProbeAccount['outcome'], Tone> = {
  works: 'ok',
  refused: 'bad',
  unreachable: 'bad',
  incomplete: 'bad',
  off: 'idle',
  unknown: 'idle',
};

const sentence = ({ account, detail }: ChannelProbeAccount): string =>
  account === 'default' ? detail : `${account}: ${detail}`;

const icons = { ok: CircleCheck, bad: CircleAlert, idle: CircleHelp };

function Said({ tone, text }: { tone: Tone; text: string }) {
  const Icon = icons[tone];
  return (
    <p data-tone={tone}>
      <Icon size={14} aria-hidden="true" />
      <span>
        <Prose text={text} />
      </span>
    </p>
  );
}
