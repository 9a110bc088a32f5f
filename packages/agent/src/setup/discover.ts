// Gateways that are on this machine already, and looking after one of them. What is found comes from files, the process
// list and the container engine; adopting writes the agent's own record and not one byte of the gateway's.
import type { GatewayCandidate, GatewayCandidates, MoltBotStatus } from '@moltbot-ops/sdk/types';
import type { Ledger } from '../audit/ledger.ts';
import { AppError } from '../errors.ts';
import type { Managed } from '../gateway/managed.ts';
import { type RuntimeProfile, runtimeProfiles } from '../gateway/profiles.ts';
import type { Jobs } from '../jobs/job-service.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import type { ServiceFacts, ServiceManager } from '../ports/service-manager.ts';
import { gatewayId, type SeenGateway, surveyHost } from './survey.ts';

export interface DiscoverDeps {
  openHost: () => HostExecutor;
  env: Readonly<Record<string, string | undefined>>;
  /** Containers of this machine's engine. */
  containers: ServiceManager;
  managed: Managed;
  jobs: Pick<Jobs, 'holderOf'>;
  ledger: Pick<Ledger, 'append'>;
  status: () => MoltBotStatus;
}

export interface Discover {
  find(): Promise<GatewayCandidates>;
  /** Throws `gateway_not_found`, and `host_busy` while a job changes this machine. */
  adopt(gateway_id: string, actor: string): Promise<MoltBotStatus>;
}

export function createDiscover(deps: DiscoverDeps): Discover {
  const find = async (): Promise<GatewayCandidate[]> => {
    const host = deps.openHost();
    try {
      const { home } = await host.facts();
      const [seen, containers] = await Promise.all([
        surveyHost(host, { home, env: deps.env }),
        findContainers(deps, home),
      ]);
      const status = deps.status();
      const found = [
        ...seen.map((one) => toCandidate(one, seen, status)),
        ...containers.map((one) => ofContainer(one, status)),
      ];
      return found.toSorted((a, b) => Number(b.running) - Number(a.running));
    } finally {
      await host.close();
    }
  };
  return {
    find: async () => ({ gateways: await find() }),
    async adopt(gateway_id, actor) {
      if (deps.jobs.holderOf('local') !== null) throw new AppError('host_busy');
      const chosen = (await find()).find((one) => one.gateway_id === gateway_id);
      if (chosen === undefined) throw new AppError('gateway_not_found');
      const profile = runtimeProfiles.find(({ name }) => name === chosen.profile)?.name;
      const { state_directory, container } = chosen;
      // Recorded first: what cannot be recorded is not done.
      await deps.ledger.append({ event: 'gateway.adopted', outcome: 'done', actor, subject: gateway_id });
      await deps.managed.set({
        kind: container === null || container === undefined ? 'discovered' : 'docker',
        ...(profile === undefined ? {} : { profile }),
        ...(state_directory ? { state_directory } : {}),
      });
      return deps.status();
    },
  };
}

interface SeenContainer {
  profile: RuntimeProfile;
  facts: ServiceFacts;
}

async function findContainers({ containers }: DiscoverDeps, home: string): Promise<SeenContainer[]> {
  const found = await Promise.all(
    runtimeProfiles.map(async (profile) => {
      const facts = await containers.read({ ...profile, home }).catch((): ServiceFacts[] => []);
      return facts.map((one) => ({ profile, facts: one }));
    }),
  );
  return found.flat();
}

function toCandidate(one: SeenGateway, all: readonly SeenGateway[], status: MoltBotStatus): GatewayCandidate {
  const [unit] = one.units;
  const version = unit?.version ?? one.config_version;
  return {
    gateway_id: one.gateway_id,
    profile: one.profile.name,
    running: one.pid !== null,
    managed: status.config_path === one.config_path && status.service_manager !== 'docker',
    version,
    config_path: one.config === 'missing' ? null : one.config_path,
    state_directory: one.state_directory,
    port: one.port,
    pid: one.pid,
    service_manager: unit?.manager ?? (one.pid === null ? 'none' : 'process'),
    container: null,
    findings: findingsOf(one, all),
  };
}

function ofContainer({ profile, facts }: SeenContainer, status: MoltBotStatus): GatewayCandidate {
  const running = facts.active_state === 'active';
  return {
    gateway_id: gatewayId(profile.name, `container:${facts.unit}`),
    profile: profile.name,
    running,
    managed: status.service_manager === 'docker' && status.port === facts.host_port,
    version: facts.version,
    config_path: null,
    state_directory: null,
    port: facts.host_port,
    pid: null,
    service_manager: 'docker',
    container: facts.unit,
    findings: facts.host_port === null ? ['Its port is not published on this machine, so it cannot be watched.'] : [],
  };
}

function findingsOf(one: SeenGateway, all: readonly SeenGateway[]): string[] {
  const [first, second] = one.units;
  const same_port = all.filter(({ port, gateway_id }) => port === one.port && gateway_id !== one.gateway_id);
  const unit_version = first?.version ?? null;
  const findings: (string | null)[] = [
    second === undefined || first === undefined
      ? null
      : `Two service managers want it: ${first.manager} (${first.path}) and ${second.manager} (${second.path}).`,
    same_port.length === 0
      ? null
      : `Another gateway is set to the same port ${one.port}: ${same_port[0]?.state_directory}.`,
    one.config === 'unreadable' ? 'Its configuration cannot be read as JSON5, so it would not start.' : null,
    unit_version !== null && one.config_version !== null && unit_version !== one.config_version
      ? `Version skew: its unit starts ${unit_version}, and ${one.config_version} last wrote its configuration.`
      : null,
    one.instance === null ? null : `It is the instance “${one.instance}”.`,
  ];
  return findings.filter((finding) => finding !== null);
}
