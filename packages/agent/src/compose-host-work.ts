// Composition of what works on hosts: the wizard, installing, finding what is there, reading and changing configurations.
// It is most of the agent's code and a start needs none of it, so it is read with the first use (`http/late-handlers.ts`).
import type { Ledger } from './audit/ledger.ts';
import { composeConfigCheck } from './compose-config.ts';
import { composeConfigApply } from './compose-config-apply.ts';
import { composeDockerMethod } from './compose-docker.ts';
import { composeInstall } from './compose-install.ts';
import type { composeJobs } from './compose-jobs.ts';
import type { ComposedKeeper } from './compose-keeper.ts';
import type { ComposedManaged } from './compose-managed.ts';
import type { ComposedSsh } from './compose-ssh.ts';
import { composeSshInstall } from './compose-ssh-install.ts';
import { composeWizard } from './compose-wizard.ts';
import type { EventHub } from './events/hub.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import type { LateOperation } from './http/late-handlers.ts';
import type { Handlers } from './http/operation.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { SecretStore } from './ports/secret-store.ts';
import type { Redactor } from './redaction/redactor.ts';
import type { Settings } from './settings.ts';
import type { Db } from './store/schema.ts';
import type { TimelineService } from './timeline/timeline.ts';

interface Given {
  db: Db;
  settings: Settings;
  clock: Clock;
  log: Log;
  ledger: Ledger;
  secrets: SecretStore;
  redactor: Redactor;
  hub: EventHub;
  timeline: TimelineService;
  looked_after: ComposedManaged;
  observer: GatewayObserver;
  ssh: ComposedSsh;
  keeper: ComposedKeeper;
  work: Pick<ReturnType<typeof composeJobs>, 'jobs' | 'confirmations'>;
}

export interface ComposedHostWork {
  handlers: Pick<Handlers, LateOperation>;
  /** Tells everybody when another configuration is in force than was told before. */
  tellChange(): Promise<void>;
  /** Waits for what is being written. */
  close(): Promise<void>;
}

/** Registers every kind of job and every action that needs a confirmation. */
export async function composeHostWork(given: Given): Promise<ComposedHostWork> {
  const { redactor, work, keeper, observer, looked_after } = given;
  const { managed, former } = looked_after;
  const rememberSecret = (secret: string) => void redactor.remember(secret);
  const methods = (parts: Parameters<typeof composeDockerMethod>[0]) => [composeDockerMethod(parts)];
  const redact = (text: string) => redactor.redact(text);
  const config = composeConfigCheck(given);
  const setup = await composeWizard({
    ...{ ...given, jobs: work.jobs, redact, leftBehind: former.leftBehind, hints: config.hints },
    status: () => observer.status(),
  });
  const install = composeInstall({
    ...{ ...given, managed, former, rememberSecret, redact, methods },
    wizard: setup.wizard,
  });
  const remote = composeSshInstall({ ...given, rememberSecret, parts: install.parts, methods });
  const changes = composeConfigApply({
    ...{ ...given, ...work, managed, orderKept: keeper.orderKept },
    ...{ schema: config.schema, validator: config.validator },
  });
  return {
    handlers: {
      ...setup.handlers,
      ...install.handlers,
      ...remote.handlers,
      ...config.handlers,
      ...changes.handlers,
    },
    tellChange: changes.tellChange,
    close: setup.wizard.close,
  };
}
