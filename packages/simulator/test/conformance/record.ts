// Takes one target through every exchange, in an order that needs a single long-lived gateway.
import type { Facts } from '../support/normalise.ts';
import type { Target } from '../support/target.ts';
import { recordChannels } from './channel-exchanges.ts';
import {
  recordCommands,
  recordOnboard,
  recordProcess,
  recordRefusals,
  recordRestart,
  recordStop,
} from './command-exchanges.ts';
import { recordHandshake, recordPairing } from './handshake-exchanges.ts';
import { recordConfig, recordMethods } from './method-exchanges.ts';
import { recordProbes, recordStartup } from './probe-exchanges.ts';
import type { Recording, RecordingName } from './recordings.ts';
import { recordSchema } from './schema-exchanges.ts';
import { recordSecrets } from './secret-exchanges.ts';

/** Everything a target does, normalised. The gateway is stopped at the end; the home stays until close. */
export async function recordGateway(
  target: Target,
  report: (what: string) => void = () => undefined,
): Promise<Record<RecordingName, Recording>> {
  const facts: Facts = { home: target.home, port: target.port, token: target.token, hostname: target.hostname };
  report('onboarding');
  const onboard = await recordOnboard(target, facts);
  const config = target.readConfig();
  target.writeConfig({ ...config, logging: { file: target.log_path } });
  report('starting the gateway');
  const gateway = target.start();
  const startup = await recordStartup(target, gateway, facts);
  report('probes and connections');
  const probes = await recordProbes(target, facts);
  const handshake = await recordHandshake(target, facts);
  const pairing = await recordPairing(target, facts);
  report('methods and configuration');
  const methods = await recordMethods(target, facts);
  const configuration = await recordConfig(target, facts);
  const secrets = await recordSecrets(target, facts);
  const schema = await recordSchema(target);
  const process = recordProcess(target, gateway, facts);
  report('commands');
  const commands = await recordCommands(target, facts);
  report('restart and stop');
  const restart = await recordRestart(target, gateway, facts);
  const stop = await recordStop(target, gateway, facts);
  report('starts that are refused');
  const refusals = await recordRefusals(target, facts);
  report('credentials of channels');
  const channels = await recordChannels(target);
  return {
    onboard,
    startup,
    probes,
    handshake,
    pairing,
    methods,
    config: configuration,
    secrets,
    schema,
    commands,
    process,
    restart,
    stop,
    refusals,
    channels,
  };
}
