import type { SystemInfo } from '@moltbot-ops/sdk/types';
import { useQuery } from '@tanstack/react-query';
import { Cloud, Radar, Server } from 'lucide-react';
import { useRef, useState } from 'react';
import { systemInfoQuery } from '../../../api/queries.ts';
import { gatewaysQuery } from '../../../api/setup.ts';
import { bytesWords } from '../../../util/bytes.ts';
import { StepFrame } from '../StepFrame.tsx';
import type { Wizard } from '../wizard.ts';
import { AdoptList } from './AdoptList.tsx';
import { type ChoiceForm, choiceOf, choosePlace, errorsIn, formOf } from './choice.ts';
import { MethodChoice, offersBrew } from './MethodChoice.tsx';
import { Pick } from './Pick.tsx';
import { ReleaseChoice } from './ReleaseChoice.tsx';
import { SshPlace } from './SshPlace.tsx';

/** Where, how and which: nothing is touched yet. */
export function ChooseStep({ wizard }: { wizard: Wizard }) {
  const [typed, setForm] = useState<ChoiceForm>(() => formOf(wizard.state.choice));
  const [whole, setWhole] = useState(false);
  const [trusted, setTrusted] = useState(false);
  const info = useQuery(systemInfoQuery).data;
  const found = useQuery({ ...gatewaysQuery, enabled: !wizard.why_not });
  // Where there is but one, nobody has to pick it.
  const [only, ...others] = found.data?.gateways ?? [];
  const form =
    typed.gateway_id === null && only && others.length === 0 ? { ...typed, gateway_id: only.gateway_id } : typed;
  const change = (part: Partial<ChoiceForm>) => setForm((before) => ({ ...before, ...part }));
  const errors = errorsIn(form, whole);
  const body = useRef<HTMLDivElement>(null);
  const goOn = () => {
    setWhole(true);
    if (Object.keys(errorsIn(form, true)).length > 0) return focusFirstError(body.current);
    const step = form.place === 'adopt' ? 'install' : 'prerequisites';
    void wizard.move({ choice: choiceOf(form), step });
  };
  return (
    <StepFrame
      wizard={wizard}
      onNext={goOn}
      verb={form.place === 'adopt' ? 'Go on: Adopt' : 'Go on: Check the machine'}
      why_not={whyNot(form, trusted, wizard)}
    >
      <div className="step-body" ref={body}>
        <Pick
          label="Where should the gateway run?"
          show_label={false}
          size="large"
          value={form.place}
          onPick={(place) => setForm((before) => choosePlace(before, place))}
          options={[
            {
              value: 'local',
              name: 'This machine',
              text: 'Beside the agent. The shortest way, and nothing leaves the machine.',
              icon: Server,
              fact: info && machineFact(info),
            },
            {
              value: 'ssh',
              name: 'A VPS, over SSH',
              text: 'Another machine that is always on. You compare its host key once; it is pinned from then on.',
              icon: Cloud,
              fact:
                form.host && form.place === 'ssh' && !errors.host
                  ? `${form.username || 'you'}@${form.host}`
                  : 'host, account, key',
            },
            {
              value: 'adopt',
              name: 'A gateway that is here',
              text: 'One that runs already. The agent looks after it and changes nothing of it.',
              icon: Radar,
              fact: foundFact(found.data?.gateways.length),
            },
          ]}
        />
        {form.place === 'ssh' && (
          <SshPlace form={form} errors={errors} onChange={change} wizard={wizard} onTrust={setTrusted} />
        )}
        {form.place === 'adopt' ? (
          <AdoptList
            found={found}
            value={form.gateway_id}
            error={errors.gateway_id ?? null}
            onPick={(gateway_id) => change({ gateway_id })}
          />
        ) : (
          <>
            <MethodChoice form={form} os={info?.os} onChange={change} />
            <ReleaseChoice form={form} offers_brew={offersBrew(form, info?.os)} errors={errors} onChange={change} />
          </>
        )}
      </div>
    </StepFrame>
  );
}

/** What is missing is said where it is missing, and the button leads there: it never goes dead for that. */
function whyNot(form: ChoiceForm, trusted: boolean, wizard: Wizard): string | undefined {
  if (form.place !== 'ssh' || Object.keys(errorsIn(form, true)).length > 0) return undefined;
  if (!trusted) return 'First compare and approve the machine’s host key.';
  return wizard.credentialsFor(form) ? undefined : 'First give what it takes to sign in there.';
}

function focusFirstError(body: HTMLElement | null): void {
  // A frame later: what is missing is marked by then.
  requestAnimationFrame(() =>
    body?.querySelector<HTMLElement>('[aria-invalid="true"], .candidates [type="radio"], .candidates button')?.focus(),
  );
}

function machineFact(info: SystemInfo): string {
  return `${info.hostname} · ${info.os} ${info.os_version}\n${bytesWords(info.disk_free_bytes)} free`;
}

function foundFact(count: number | undefined): string {
  if (count === undefined) return 'looking…';
  if (count === 0) return 'none was found';
  return count === 1 ? '1 was found' : `${count} were found`;
}
