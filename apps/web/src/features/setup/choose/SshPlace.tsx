import { useState } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { Card } from '../../../ui/Card.tsx';
import { Field } from '../../../ui/Field.tsx';
import { CredentialsForm } from '../../../ui/ssh/CredentialsForm.tsx';
import type { Wizard } from '../wizard.ts';
import type { ChoiceErrors, ChoiceForm } from './choice.ts';
import { errorsIn } from './choice.ts';
import { HostKeyCard } from './HostKeyCard.tsx';

interface SshPlaceProps {
  form: ChoiceForm;
  errors: ChoiceErrors;
  onChange(part: Partial<ChoiceForm>): void;
  wizard: Wizard;
  /** Whether the machine of the form shows a key that is pinned. */
  onTrust(trusted: boolean): void;
}

/** Another machine: its name, then whether it is really that one, then how to sign in. In this order and no other. */
export function SshPlace({ form, errors, onChange, wizard, onTrust }: SshPlaceProps) {
  const told = wizard.state.choice?.place === 'ssh' ? wizard.state.choice.host : null;
  // A machine that was chosen before is asked for its key at once; one that is being typed is not.
  const [asked, setAsked] = useState<string | null>(told === form.host && form.host !== '' ? machineOf(form) : null);
  const [trusted, setTrusted] = useState(false);
  const machine = machineOf(form);
  const why_not = whyNotAsk(form);
  const trust = (now: boolean) => {
    setTrusted(now);
    onTrust(now);
  };
  const change = (part: Partial<ChoiceForm>) => {
    setAsked(null);
    trust(false);
    wizard.forgetCredentials();
    onChange(part);
  };
  return (
    <div className="ssh-place">
      <div className="ssh-fields">
        <Field
          label="Host"
          placeholder="vps.example.org"
          value={form.host}
          error={errors.host ?? null}
          onChange={(event) => change({ host: event.target.value.trim() })}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={253}
        />
        <Field
          label="SSH port"
          inputMode="numeric"
          value={form.ssh_port}
          error={errors.ssh_port ?? null}
          onChange={(event) => change({ ssh_port: event.target.value.trim() })}
          autoComplete="off"
          // Room for what a paste brings along; cut off within, it would be another number.
          maxLength={80}
        />
        <Field
          label="Account"
          placeholder="ops"
          value={form.username}
          error={errors.username ?? null}
          onChange={(event) => change({ username: event.target.value.trim() })}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={64}
        />
      </div>
      {asked === machine ? (
        <HostKeyCard
          key={machine}
          host={form.host}
          port={Number(form.ssh_port)}
          may_approve={!wizard.why_not}
          onTrust={trust}
        />
      ) : (
        <div className="ssh-ask">
          <Button onClick={() => setAsked(machine)} why_not={why_not}>
            Ask for its host key
          </Button>
        </div>
      )}
      {trusted && asked === machine && <SignIn form={form} wizard={wizard} />}
    </div>
  );
}

function SignIn({ form, wizard }: { form: ChoiceForm; wizard: Wizard }) {
  const account = `${form.username}@${form.host}`;
  const given = wizard.credentialsFor(form);
  if (given) {
    const kind = given.type === 'key' ? 'private key' : 'password';
    return (
      <Card className="ssh-given" tone="ok">
        <p>
          A {kind} for <code>{account}</code> is in this page’s memory.
        </p>
        <Button size="sm" onClick={() => wizard.forgetCredentials()}>
          Give another
        </Button>
      </Card>
    );
  }
  return (
    <Card>
      <CredentialsForm
        account={account}
        verb="Keep it for this setup"
        onGive={(auth) => wizard.giveCredentials(form, auth)}
      />
    </Card>
  );
}

/** Before the machine is asked for its key; what is wrong with a field is said beside it too. */
function whyNotAsk(form: ChoiceForm): string | undefined {
  if (form.host === '') return 'Fill in the machine first.';
  const { host, ssh_port, username } = errorsIn(form, false);
  if (host) return `That is no machine: ${host}`;
  if (ssh_port) return `That is no port: ${ssh_port}`;
  if (form.username === '') return 'Fill in the account first.';
  return username ? `That is no account: ${username}` : undefined;
}

function machineOf(form: ChoiceForm): string {
  return `${form.host}:${form.ssh_port}`;
}
