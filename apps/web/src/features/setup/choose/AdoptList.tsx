import type { GatewayCandidate, GatewayCandidates } from '@moltbot-ops/sdk/types';
import type { UseQueryResult } from '@tanstack/react-query';
import { Eye, RefreshCw } from 'lucide-react';
import { useId } from 'react';
import { Button } from '../../../ui/Button.tsx';
import { EmptyState, ErrorState, Skeleton } from '../../../ui/Feedback.tsx';
import { managerWords } from '../../../ui/managers.ts';
import { Pill } from '../../../ui/StateMark.tsx';

interface AdoptListProps {
  found: UseQueryResult<GatewayCandidates>;
  value: string | null;
  error: string | null;
  onPick(gateway_id: string): void;
}

/** Every gateway that was found here, with what is odd about it, to pick the one to look after. */
export function AdoptList({ found, value, error, onPick }: AdoptListProps) {
  const name = useId();
  const gateways = found.data?.gateways;
  return (
    <fieldset className="candidates">
      <legend>Which one?</legend>
      {found.error && !gateways && (
        <ErrorState
          title="This machine could not be searched"
          message={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Search again</Button>}
        />
      )}
      {!gateways && !found.error && <Skeleton lines={[60, 80]} label="Looking for gateways" />}
      {gateways?.length === 0 && (
        <EmptyState
          title="No gateway was found on this machine."
          action={
            <Button onClick={() => void found.refetch()} busy={found.isFetching && 'Looking…'}>
              <RefreshCw size={15} aria-hidden="true" />
              Look again
            </Button>
          }
        >
          Processes, services, containers and the usual folders were searched. Start it, or install one instead.
        </EmptyState>
      )}
      {gateways?.map((gateway) => (
        <Candidate
          key={gateway.gateway_id}
          gateway={gateway}
          name={name}
          checked={gateway.gateway_id === value}
          onPick={() => onPick(gateway.gateway_id)}
        />
      ))}
      {error && (
        <p className="field-error" role="alert">
          {error}
        </p>
      )}
      <p className="adopt-words">
        <Eye size={18} aria-hidden="true" />
        <span>
          <b>Adopting is looking, not touching.</b> The agent asks the gateway to know one more device, with the right
          to read and nothing else: no messages are sent, no file is written, nothing is restarted. You see that device
          in the gateway’s own list and can remove it there at any time.
        </span>
      </p>
    </fieldset>
  );
}

function Candidate(props: { gateway: GatewayCandidate; name: string; checked: boolean; onPick(): void }) {
  const { gateway } = props;
  const id = useId();
  const name = [gateway.profile, gateway.version].filter(Boolean).join(' ');
  const facts = [
    gateway.port && `port ${gateway.port}`,
    gateway.pid && `process ${gateway.pid}`,
    gateway.container && `container ${gateway.container}`,
    !['none', 'process'].includes(gateway.service_manager) && `kept alive by ${managerWords(gateway.service_manager)}`,
  ].filter(Boolean);
  return (
    <label className="pick-card candidate">
      <input
        type="radio"
        name={props.name}
        checked={props.checked}
        onChange={props.onPick}
        aria-label={`${name} ${gateway.running ? 'runs' : 'does not run'}`}
        aria-describedby={id}
      />
      <span className="pick-face" id={id}>
        <span className="pick-head">
          <b>{name}</b>
          <Pill tone={gateway.running ? 'ok' : 'idle'}>{gateway.running ? 'runs' : 'does not run'}</Pill>
          {gateway.managed && <Pill tone="accent">looked after now</Pill>}
          <span className="pick-dot" aria-hidden="true" />
        </span>
        <span className="pick-text">{facts.join(' · ')}</span>
        <span className="pick-fact">{gateway.config_path ?? gateway.state_directory}</span>
        {gateway.findings.length > 0 && (
          <span className="candidate-findings">
            {gateway.findings.map((finding) => (
              <span key={finding}>{finding}</span>
            ))}
          </span>
        )}
      </span>
    </label>
  );
}
