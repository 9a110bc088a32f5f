// Composition of reading, comparing and changing the gateway's configuration.
import { randomBytes } from 'node:crypto';
import type { Confirmations } from './access/confirmation-service.ts';
import { createGatewayProbe } from './adapters/gateway-http.ts';
import { createGatewayConnector } from './adapters/gateway-ws.ts';
import { createLocalHost } from './adapters/host-local.ts';
import { createConfigApply } from './config/apply.ts';
import { createConfigVault } from './config/apply-vault.ts';
import { type ConfigDocuments, createConfigDocuments, type DocumentsDeps } from './config/documents.ts';
import { createLore } from './config/lore.ts';
import type { SchemaSource } from './config/schema-source.ts';
import type { Validator } from './config/validate.ts';
import type { EventHub } from './events/hub.ts';
import type { GatewayObserver } from './gateway/observer.ts';
import { createGatewayOperator } from './gateway/operator.ts';
import { createConfigHandlers } from './http/handlers/config.ts';
import type { Jobs } from './jobs/job-service.ts';
import type { Clock } from './ports/clock.ts';
import type { Log } from './ports/log.ts';
import type { SecretStore } from './ports/secret-store.ts';
import type { Redactor } from './redaction/redactor.ts';
import type { Settings } from './settings.ts';
import type { TimelineService } from './timeline/timeline.ts';
import { version } from './version.ts';

export interface ConfigParts {
  settings: Settings;
  clock: Clock;
  log: Log;
  secrets: SecretStore;
  redactor: Redactor;
  observer: GatewayObserver;
  schema: SchemaSource;
}

const own_host = { key: 'local', label: 'this machine' };

/** Needed by whoever judges configurations, too: it puts kept secrets back before it asks. */
export function composeConfigDocuments({ settings, redactor, observer, schema }: ConfigParts): ConfigDocuments {
  const judge: DocumentsDeps['judge'] = async (content) => {
    const { problem } = content;
    if (problem === null) return { valid: true, issues: [] };
    const place = {
      ...(problem.line === null ? {} : { line: problem.line }),
      ...(problem.column === null ? {} : { column: problem.column }),
    };
    return {
      valid: false,
      issues: [{ path: '', message: problem.message, severity: 'error', layer: 'syntax', ...place }],
    };
  };
  return createConfigDocuments({
    target: () => observer.target(),
    openHost: async () => createLocalHost({ home: settings.gateway_home }),
    lore: async () => createLore(await schema.load()),
    judge,
    rememberSecret: (secret) => void redactor.remember(secret),
  });
}

export interface ConfigApplyParts extends ConfigParts {
  documents: ConfigDocuments;
  validator: Validator;
  jobs: Jobs;
  confirmations: Confirmations;
  hub: EventHub;
  timeline: TimelineService;
}

export function composeConfigApply(parts: ConfigApplyParts) {
  const { settings, clock, log, secrets, redactor, observer, documents, validator, jobs, hub } = parts;
  const rememberSecret = (secret: string) => void redactor.remember(secret);
  const apply = createConfigApply({
    target: () => observer.target(),
    status: () => observer.status(),
    operator: createGatewayOperator({
      connector: createGatewayConnector(clock),
      clock,
      log,
      secrets,
      agent_version: version,
      platform: process.platform,
      rememberSecret,
    }),
    probe: createGatewayProbe(),
    clock,
    start: async () => false,
    documents,
    jobs,
    check: (config, raw) => validator.validate({ config, raw, ask_gateway: true }),
    vault: createConfigVault(createLocalHost({ home: settings.home }), settings.home),
    openHost: async () => createLocalHost({ home: settings.gateway_home }),
    hostName: () => own_host,
    rememberSecret,
    newBackupId: () => `bkp_${randomBytes(9).toString('hex')}`,
    chance: () => randomBytes(3).toString('hex'),
    redact: (text) => redactor.redact(text),
  });
  jobs.register(apply.kind);
  parts.confirmations.register(apply.action);
  tellChanges(parts);
  return { apply, handlers: createConfigHandlers({ documents, apply, confirmations: parts.confirmations }) };

  function tellChanges({ timeline }: ConfigApplyParts): void {
    let told: string | null | undefined;
    observer.onConfigChanged(() => {
      const failed = (error: unknown) =>
        log.warn('a changed configuration could not be read', { cause: String(error) });
      void documents
        .withPresent(async ({ content }) => content.hash)
        .then((hash) => {
          if (hash === told) return;
          told = hash;
          hub.publish({ type: 'config.changed', hash });
          timeline.mark({ kind: 'config', severity: 'info', message: 'The configuration changed.' });
        })
        .catch(failed);
    });
  }
}
