// From facts to one word and its reasons: pure, total, and the only place where a state is chosen.
// Two promises: a gateway that starts is never called down, and trouble with the watching is never called an outage
// and never answered with a restart.
import type { GatewayState, StatusReason } from '@moltbot-ops/sdk/types';
import { runningReasons, stoppedReasons } from './decide-reasons.ts';
import type { Observations } from './observation.ts';
import { makeReason, sortReasons } from './reasons.ts';

export interface Decision {
  state: GatewayState;
  installed: boolean;
  running: boolean;
  reasons: StatusReason[];
}

/** Usual length of a boot; longer is still a boot, only worth a word. */
export const slowStartMs = 90_000;
/** The longest that a boot may take (a migration, waiting for another owner of the state). */
export const startBudgetMs = 330_000;
/** A port that takes connections and answers nobody for this long is hung, once the gateway had been up. */
export const silentBudgetMs = 15_000;
/** A younger process than this is taken to be starting before anything was asked. */
const firstLookMs = 5_000;
/** Boots after an abrupt end, within ten minutes. */
export const crashLoopBoots = 3;
/** A gateway that has been up this long is out of its loop. */
export const stableMs = 60_000;

/** Something that speaks like a gateway answers, and no process of ours could be it: another one holds the port. */
const isAnother = (o: Observations): boolean =>
  o.process === null &&
  o.processes_visible &&
  !containerRuns(o) &&
  (o.port_stranger !== null || o.watch.state === 'unauthorized' || o.watch.state === 'missing_scope');

/** A refusal of the connect request is an answer too: versions without probe paths give no other. */
const answers = (o: Observations): boolean =>
  o.watch.connected_ms !== null ||
  o.probe?.kind === 'ready' ||
  o.probe?.kind === 'not_ready' ||
  (o.probe?.kind === 'foreign' && o.watch.refusal !== null);

const containerRuns = (o: Observations): boolean =>
  o.services.some((service) => service.manager === 'docker' && service.active_state === 'active');

const containerFound = (o: Observations): boolean => o.services.some((service) => service.manager === 'docker');

const supervisorGaveUp = (o: Observations): boolean =>
  o.services.some(
    (service) =>
      service.result === 'start-limit-hit' ||
      (service.active_state === 'restarting' && (service.restarts ?? 0) >= crashLoopBoots),
  );

const loops = (o: Observations): boolean =>
  o.unclean_boots_10m >= crashLoopBoots && (o.watch.connected_ms ?? 0) < stableMs;

function decideStopped(o: Observations, installed: boolean): Decision {
  const down = { installed, running: false };
  if (o.probe === null && o.end === null) return { ...down, state: 'unknown', reasons: [makeReason('first_look', {})] };
  if (!installed)
    return { ...down, state: 'not_installed', reasons: [makeReason('gateway_not_installed', factsOf(o))] };
  if (o.unidentified_pid !== null) {
    // A gateway carries the title of all commands for its first ten seconds. Nearly always it is one that starts, and a
    // command that is taken for one is gone within seconds.
    const reason = makeReason('process_unidentified', { pid: o.unidentified_pid });
    return { installed, running: true, state: 'starting', reasons: [reason] };
  }
  const reasons = stoppedReasons(o, factsOf(o));
  if (supervisorGaveUp(o) || loops(o)) return { ...down, state: 'crash_loop', reasons: withLoop(o, reasons) };
  if (!o.processes_visible && o.probe?.kind !== 'refused' && o.probe?.kind !== 'foreign') {
    return { ...down, state: 'unknown', reasons: [makeReason('not_observable', factsOf(o)), ...reasons] };
  }
  return { ...down, state: 'stopped', reasons };
}

function withLoop(o: Observations, reasons: StatusReason[]): StatusReason[] {
  const unit = o.services.find((service) => service.result === 'start-limit-hit');
  const facts = { ...factsOf(o), unit: unit?.unit ?? null, reset_failed: resetCommand(unit?.manager, unit?.unit) };
  const added =
    unit === undefined ? makeReason('crash_loop', facts, engineTries(o)) : makeReason('start_limit_hit', facts);
  return sortReasons([added, ...reasons.filter((reason) => reason.code !== 'gateway_stopped')]);
}

/** An engine knows no status that ends its tries, so it is said how to end them. */
const engineTries = (o: Observations): string[] =>
  o.services
    .filter(({ manager, active_state }) => manager === 'docker' && active_state !== 'exited')
    .flatMap(({ unit }) => [
      `The engine starts ${unit} again after every end, and so by itself once the cause is gone; \`docker stop ${unit}\` ends that.`,
      `Its own words: \`docker logs --tail 50 ${unit}\``,
    ]);

const resetCommand = (manager: string | undefined, unit: string | undefined): string =>
  `systemctl ${manager === 'systemd-user' ? '--user ' : ''}reset-failed ${unit ?? ''}`.trim();

/** The process is alive and nothing of the gateway answers yet, or any more. */
function decideSilent(o: Observations): Decision {
  const up = { installed: true, running: true };
  const had_been_up = o.watch.lost_ms !== null;
  const quiet_ms = o.watch.lost_ms ?? o.process?.age_ms ?? o.probe_for_ms;
  const facts = { ...factsOf(o), seconds: Math.round(quiet_ms / 1000) };
  if (o.watch.shutdown?.restarting === false && quiet_ms < startBudgetMs) {
    return { ...up, state: 'degraded', reasons: [makeReason('gateway_stopping', facts)] };
  }
  // A process that was there before us may long be up: say nothing of it before the first look at its port.
  if (o.probe === null && !had_been_up && quiet_ms > firstLookMs) {
    return { ...up, state: 'unknown', reasons: [makeReason('watcher_connecting', facts)] };
  }
  const taken_and_mute = o.probe?.kind === 'silent' && o.probe_for_ms >= silentBudgetMs && had_been_up;
  if (taken_and_mute || quiet_ms >= startBudgetMs)
    return { ...up, state: 'degraded', reasons: [makeReason('gateway_hung', facts)] };
  const more = o.probe?.kind === 'foreign' ? [makeReason('port_taken_by_other', facts)] : [];
  if (loops(o) || supervisorGaveUp(o)) {
    const refused = o.services.some(({ exit_status }) => exit_status === 78) ? [makeReason('exit_78', facts)] : [];
    return {
      ...up,
      state: 'crash_loop',
      reasons: withLoop(o, [makeReason('still_starting', facts), ...refused, ...more]),
    };
  }
  if (had_been_up && o.watch.shutdown === null && quiet_ms < slowStartMs && more.length === 0) {
    return { ...up, state: 'degraded', reasons: [makeReason('gateway_silent', facts)] };
  }
  const code = quiet_ms >= slowStartMs ? 'still_starting_slow' : had_been_up ? 'gateway_restarting' : 'still_starting';
  return { ...up, state: 'starting', reasons: sortReasons([makeReason(code, facts), ...more]) };
}

const harmless = new Set([
  'config_missing',
  'version_skew',
  'second_supervisor',
  'second_gateway',
  'watcher_connecting',
]);

/** The gateway answers. */
function decideUp(o: Observations): Decision {
  const up = { installed: true, running: true };
  const reasons = runningReasons(o, factsOf(o));
  if (loops(o)) return { ...up, state: 'crash_loop', reasons: withLoop(o, reasons) };
  const state = reasons.some((reason) => !harmless.has(reason.code)) ? 'degraded' : 'running';
  return { ...up, state, reasons: sortReasons(reasons) };
}

/** Facts that the sentences may name. */
function factsOf(o: Observations): Record<string, string | number | null> {
  return {
    binary: o.install.profile,
    package: o.install.profile,
    config_path: o.install.config_path,
    port: o.port,
    pid: o.process?.pid ?? null,
    count: sayRestarts(o),
    start_command: startCommand(o),
    machine: o.remote?.machine ?? 'this machine',
  };
}

/** Of a container only the engine knows how often, and not since when. */
function sayRestarts({ unclean_boots_10m, services }: Observations): string {
  const by_supervisor = services.find(({ active_state }) => active_state === 'restarting')?.restarts ?? 0;
  return unclean_boots_10m > 0 || by_supervisor === 0
    ? `${unclean_boots_10m} times within ten minutes`
    : `${by_supervisor} times by its supervisor`;
}

function startCommand(o: Observations): string {
  const service = o.services[0];
  if (service?.manager === 'systemd-user') return `systemctl --user start ${service.unit}`;
  if (service?.manager === 'systemd-system') return `systemctl start ${service.unit}`;
  if (service?.manager === 'docker') return `docker start ${service.unit}`;
  if (service?.manager === 'launchd') return `launchctl kickstart gui/$UID/${service.unit}`;
  return `${o.install.profile} gateway run`;
}

/** It announced its end and only finishes what it had begun. */
const drains = (o: Observations): boolean =>
  o.watch.shutdown !== null &&
  o.watch.connected_ms === null &&
  o.probe?.kind === 'not_ready' &&
  o.probe.failing.includes('gateway-draining');

/** Chooses the state. Every combination of facts has an answer; the reasons come gravest first. */
export function decide(o: Observations): Decision {
  // Nothing is known of a gateway whose machine cannot be looked at, least of all that it is down.
  if (o.remote && o.remote.problem !== null) {
    return { state: 'unknown', installed: true, running: false, reasons: [makeReason(o.remote.problem, factsOf(o))] };
  }
  if (answers(o) && !isAnother(o) && !drains(o)) return decideUp(o);
  const alive = o.process !== null || containerRuns(o) || o.remote?.expected_back === true;
  if (alive || (o.probe?.kind === 'starting' && !isAnother(o))) return decideSilent(o);
  return decideStopped(o, o.install.binary_path !== null || containerFound(o));
}
