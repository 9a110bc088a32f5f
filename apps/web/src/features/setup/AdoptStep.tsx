import { useQuery } from '@tanstack/react-query';
import { CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { ApiError } from '../../api/client.ts';
import { queryClient, statusQuery } from '../../api/queries.ts';
import { adoptGateway, gatewaysQuery } from '../../api/setup.ts';
import { Button } from '../../ui/Button.tsx';
import { Card, Facts } from '../../ui/Card.tsx';
import { ErrorState, Skeleton } from '../../ui/Feedback.tsx';
import { HoldButton } from '../../ui/HoldButton.tsx';
import { GatewayCard } from './GatewayCard.tsx';
import { StepFrame } from './StepFrame.tsx';
import type { Wizard } from './wizard.ts';

/** Points the agent at the gateway that was picked, after saying exactly what that does. */
export function AdoptStep({ wizard }: { wizard: Wizard }) {
  const found = useQuery({ ...gatewaysQuery, enabled: !wizard.why_not });
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ApiError | null>(null);
  const gateway = found.data?.gateways.find((one) => one.gateway_id === wizard.state.choice?.gateway_id);
  const adopt = async (gateway_id: string) => {
    setBusy(true);
    setError(null);
    try {
      await adoptGateway(gateway_id);
      // Its answer may be older than what the event stream has said since, so the status is asked for once more.
      void queryClient.invalidateQueries({ queryKey: statusQuery.queryKey });
      await found.refetch();
      void queryClient.invalidateQueries({ queryKey: ['setup', 'state'] });
    } catch (cause) {
      setError(cause instanceof ApiError ? cause : new ApiError(0, { code: 'unknown', message: String(cause) }));
    } finally {
      setBusy(false);
    }
  };
  return (
    <StepFrame wizard={wizard} why_not={gateway?.managed ? undefined : 'Adopt it first.'}>
      {error && <ErrorState title="It was not adopted" message={error.message} request_id={error.request_id} />}
      {found.error && !found.data && (
        <ErrorState
          title="The gateways could not be looked for"
          message={found.error.message}
          action={<Button onClick={() => void found.refetch()}>Look again</Button>}
        />
      )}
      {!found.data && !found.error && <Skeleton lines={[50, 80, 64]} label="Looking at the gateway" />}
      {found.data && !gateway && (
        <ErrorState
          title="It is not there any more"
          message="The gateway that was picked is not found now. Nothing was changed. Go back and pick another one."
          action={<Button onClick={wizard.back}>Pick another one</Button>}
        />
      )}
      {gateway?.managed && (
        <>
          <Card tone="ok" className="adopted">
            <CircleCheck size={20} aria-hidden="true" />
            <p>
              <b>The agent looks after it now.</b> It went on running all the while.
            </p>
          </Card>
          <GatewayCard />
        </>
      )}
      {gateway && !gateway.managed && (
        <section className="sheet acting impact">
          <h2>{`Look after ${gateway.profile} ${gateway.version ?? ''}`}</h2>
          <Facts
            facts={[
              ['Writes', 'Nothing in the gateway’s files. The agent only notes which gateway it looks after.'],
              ['Pairs', 'One device named MoltBot Ops, with the right to read, through the gateway’s own pairing.'],
              ['Interrupts', 'Nothing.'],
              ['To go back', 'Remove that device in the gateway’s list, or adopt another gateway.'],
            ]}
          />
          <HoldButton
            busy={busy && 'Pairing…'}
            why_not={wizard.why_not}
            onConfirm={() => void adopt(gateway.gateway_id)}
          >
            Hold to adopt
          </HoldButton>
        </section>
      )}
    </StepFrame>
  );
}
