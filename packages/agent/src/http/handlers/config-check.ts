import type { ConfigField } from '@moltbot-ops/sdk/types';
import { actorOf } from '../../access/principal.ts';
import type { ProbeChannel } from '../../config/channel-probe.ts';
import type { SchemaSnapshot } from '../../config/schema-snapshot.ts';
import type { Validator } from '../../config/validate.ts';
import type { Handlers } from '../operation.ts';
import { principalOf } from '../principal-of.ts';

export interface ConfigCheckDependencies {
  loadSchema(): Promise<SchemaSnapshot>;
  /** Kept as long as the snapshot it was made from. */
  listFields(snapshot: SchemaSnapshot): ConfigField[];
  validator: Validator;
  probe: ProbeChannel;
}

type ConfigCheckOperations = 'configSchema' | 'configFields' | 'configValidate' | 'configProbeChannel';

export function createConfigCheckHandlers(deps: ConfigCheckDependencies): Pick<Handlers, ConfigCheckOperations> {
  return {
    configSchema: async () => {
      const { source, version, hash, schema, ui_hints } = await deps.loadSchema();
      return { source, version, hash, schema, ui_hints };
    },
    configFields: async () => {
      const snapshot = await deps.loadSchema();
      const { source, version, hash } = snapshot;
      return { source, version, hash, fields: deps.listFields(snapshot) };
    },
    configValidate: ({ body }) =>
      deps.validator.validate({ config: body.config, raw: body.raw ?? null, ask_gateway: body.ask_gateway ?? true }),
    configProbeChannel: ({ body }, context) => deps.probe(body, actorOf(principalOf(context))),
  };
}
