import { Cpu, KeyRound, type LucideIcon, MessageCircle, ScrollText } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import { Skeleton } from '../Feedback.tsx';
import { Select } from '../Select.tsx';
import { ChannelFields } from './ChannelFields.tsx';
import { modelPath, providerIn, providers } from './essentials.ts';
import { FieldRow } from './FieldRow.tsx';
import { fieldAt } from './field-match.ts';
import { useConfigForm } from './form.ts';
import { generateToken, SecretEditor } from './SecretEditor.tsx';
import { type Path, valueAt } from './tree.ts';
import { targetLooks } from './words.ts';

/** What a gateway cannot do without: a model, a door, a channel, and logs that do not fill the disk. */
export function EssentialCards() {
  const { fields } = useConfigForm();
  if (fields.length === 0) return <Skeleton lines={[30, 100, 80, 30, 100, 80]} label="Reading the fields" />;
  return (
    <div className="cfg-essentials">
      <SecretPlace />
      <ModelCard />
      <DoorCard />
      <ChannelCard />
      <LogCard />
    </div>
  );
}

interface EssentialProps {
  icon: LucideIcon;
  title: string;
  why: string;
  children: ReactNode;
}

function Essential({ icon: Icon, title, why, children }: EssentialProps) {
  const id = useId();
  return (
    <section className="sheet cfg-essential" aria-labelledby={id}>
      <header>
        <Icon size={17} aria-hidden="true" />
        <div>
          <h2 id={id}>{title}</h2>
          <p>{why}</p>
        </div>
      </header>
      <div className="cfg-essential-rows">{children}</div>
    </section>
  );
}

/** A row for a field that this version has; nothing for one that it has not. */
function Known({ path, label, help }: { path: Path; label: string; help: ReactNode }) {
  const { fields } = useConfigForm();
  const field = fieldAt(fields, path);
  return field ? <FieldRow path={path} field={field} label={label} help={help} /> : null;
}

function SecretPlace() {
  const { value } = useConfigForm();
  const target = value.secret_targets?.[0];
  if (!target) return null;
  return (
    <p className="cfg-note">
      <KeyRound size={15} aria-hidden="true" />
      <span>
        A key or token that you type here goes to {targetLooks[target].sentence} It is never shown again, only replaced.
      </span>
    </p>
  );
}

function ModelCard() {
  const form = useConfigForm();
  const current = providerIn(form.whole);
  const [chosen, setChosen] = useState<string | null>(null);
  const provider = chosen ?? current ?? 'anthropic';
  const options: Array<{ value: string; label: string }> = [
    ...providers.map((one) => ({ value: one.id, label: one.name })),
    ...(providers.some((one) => one.id === provider) ? [] : [{ value: provider, label: provider }]),
  ];
  const model = modelPath(form.whole);
  return (
    <Essential
      icon={Cpu}
      title="A model that answers"
      why="Without a provider and its key the gateway starts, and answers nobody."
    >
      <div className="cfg-row">
        <div className="cfg-row-name">
          <p className="cfg-label">Provider</p>
          <p className="cfg-help">Who runs the model. More than one can be set up under Everything, models.</p>
        </div>
        <div className="cfg-row-edit">
          <Select label="Provider" show_label={false} value={provider} options={options} onValueChange={setChosen} />
        </div>
      </div>
      <Known
        path={['models', 'providers', provider, 'apiKey']}
        label="Key"
        help={
          provider === 'ollama'
            ? 'A model on your own machine needs none; leave it empty.'
            : 'From the provider’s own console. Give it a spending limit there: the agent can spend it on its own.'
        }
      />
      <FieldRow
        path={model}
        field={fieldAt(form.fields, model) ?? { path: model.join('.'), type: 'string', reload: 'hot' }}
        label="Model"
        help={
          <>
            As <code>provider/model</code>. Every chat uses it unless it asks for another.
          </>
        }
      />
    </Essential>
  );
}

function DoorCard() {
  const form = useConfigForm();
  const mode = valueAt(form.whole, ['gateway', 'auth', 'mode']) ?? 'token';
  const bind = valueAt(form.whole, ['gateway', 'bind']) ?? 'loopback';
  return (
    <Essential
      icon={KeyRound}
      title="Who may come in"
      why="Whoever reaches the gateway’s port with its token owns the gateway and what it can do on this machine."
    >
      <Known
        path={['gateway', 'auth', 'mode']}
        label="How clients prove themselves"
        help="A token is right for almost everybody. Without any, every program on the machine is let in."
      />
      {mode === 'token' && <TokenRow />}
      {mode === 'password' && (
        <Known
          path={['gateway', 'auth', 'password']}
          label="Password"
          help="Long and its own: it is as strong as the machine’s root password."
        />
      )}
      <Known
        path={['gateway', 'bind']}
        label="Where it listens"
        help={
          bind === 'loopback'
            ? 'Loopback: this machine alone. Others reach it over SSH or a tailnet, which is the safe way.'
            : 'More than this machine can reach it now. Only with a token or password, and behind a firewall you trust.'
        }
      />
      <Known
        path={['gateway', 'port']}
        label="Port"
        help="Other programs are told this number; change it only where it is taken."
      />
    </Essential>
  );
}

function TokenRow() {
  const form = useConfigForm();
  const id = useId();
  const path = ['gateway', 'auth', 'token'];
  const field = fieldAt(form.fields, path);
  if (!field) return null;
  return (
    <div className="cfg-row" data-path="gateway.auth.token">
      <div className="cfg-row-name">
        <p className="cfg-label">
          <label htmlFor={id} id={`${id}-name`}>
            Token
          </label>
        </p>
        <code className="cfg-path">gateway.auth.token</code>
        <p className="cfg-help">
          Generate makes 256 random bits in this browser. Clients that know the old one have to be told.
        </p>
      </div>
      <div className="cfg-row-edit">
        <SecretEditor
          id={id}
          path={path}
          field={field}
          value={valueAt(form.whole, path)}
          name="Token"
          generate={generateToken}
        />
        <div id={`${id}-problems`} className="cfg-problems" />
      </div>
    </div>
  );
}

function ChannelCard() {
  return (
    <Essential
      icon={MessageCircle}
      title="One chat channel"
      why="Where people talk to it. One that works is worth more than five that half do; more can follow."
    >
      <ChannelFields />
    </Essential>
  );
}

function LogCard() {
  return (
    <Essential
      icon={ScrollText}
      title="Logs that stay useful"
      why="Logs without a bound have filled disks and stopped gateways. Each file is cut at a size, and old ones go."
    >
      <Known
        path={['logging', 'level']}
        label="How much is written"
        help="Info for every day. Debug and trace are for a hunt: they write much, and say more than they should."
      />
      <Known
        path={['logging', 'maxFileBytes']}
        label="Size of one file"
        help="At this size a new file begins; five older ones are kept. 100 MB by default, so 600 MB at most."
      />
      <Known
        path={['logging', 'file']}
        label="Where it is written"
        help="Left empty, a file a day in the system’s temporary folder, kept for a day. With a path of its own it outlives restarts."
      />
    </Essential>
  );
}
