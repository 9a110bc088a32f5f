// Which reasons the facts give, apart from the state that is chosen from them. Pure.
import type { StatusReason } from '@moltbot-ops/sdk/types';
import type { ConfigIssue } from './config-file.ts';
import type { LogFinding, Observations } from './observation.ts';
import { makeReason, type ReasonCode, type ReasonFacts, sortReasons } from './reasons.ts';

const issueLines = (issues: readonly ConfigIssue[]): string[] =>
  issues.map((issue) => (issue.path === '' ? issue.message : `${issue.path}: ${issue.message}`));

const causes = {
  not_a_file: 'it is not a regular file',
  unreadable: 'this account may not read it',
  too_large: 'it is larger than 4 MiB',
  changing: 'it kept changing while it was read',
} as const;

function configReasons(o: Observations, facts: ReasonFacts): StatusReason[] {
  const { state, issues } = o.config;
  if (state === 'not_json5') return [makeReason('config_invalid', facts, issueLines(issues))];
  if (state === 'not_a_file' || state === 'unreadable' || state === 'too_large' || state === 'changing') {
    return [makeReason('config_unreadable', { ...facts, cause: causes[state] })];
  }
  // A container keeps its own out of sight.
  const local = o.install.binary_path !== null || o.process !== null;
  if (state === 'missing' && local) return [makeReason('config_missing', facts)];
  if (o.validation?.valid === false) return [makeReason('config_invalid', facts, issueLines(o.validation.issues))];
  if (state === 'ok' && local && o.config.mode !== 'local') {
    const found = o.config.mode === null ? 'nothing is set' : `it is "${o.config.mode}"`;
    return [makeReason('config_invalid', facts, [`gateway.mode: a gateway starts with "local" only; ${found}`])];
  }
  return [];
}

const findingReason = {
  config_invalid: 'config_invalid',
  port_taken: 'port_taken_by_other',
  state_locked: 'state_locked',
  migration_required: 'migration_required',
  disk_full: 'disk_full',
  database_damaged: 'database_damaged',
  out_of_memory: 'out_of_memory',
  safe_mode: 'safe_mode',
  version_too_old: 'version_too_old',
} as const satisfies Record<LogFinding['code'], ReasonCode>;

function findingReasons(o: Observations, facts: ReasonFacts): StatusReason[] {
  const by_code = new Map<ReasonCode, string[]>();
  for (const finding of o.end?.findings ?? []) {
    // The bytes on disk were judged since: an older line about them no longer says anything.
    if (finding.code === 'config_invalid' && o.validation?.valid === true) continue;
    const code = findingReason[finding.code];
    by_code.set(code, [...(by_code.get(code) ?? []), finding.line]);
  }
  return [...by_code].map(([code, lines]) => makeReason(code, facts, lines));
}

function exitStatus(o: Observations): number | null {
  return o.end?.exit_status ?? o.services.find((service) => service.exit_status !== null)?.exit_status ?? null;
}

/** Why it does not run. Always at least one reason. */
export function stoppedReasons(o: Observations, facts: ReasonFacts): StatusReason[] {
  const reasons = configReasons(o, facts);
  for (const reason of findingReasons(o, facts))
    if (!reasons.some((one) => one.code === reason.code)) reasons.push(reason);
  const answered = o.probe !== null && o.probe.kind !== 'refused' && o.probe.kind !== 'silent';
  if (answered && !reasons.some((one) => one.code === 'port_taken_by_other')) {
    reasons.push(makeReason('port_taken_by_other', facts));
  }
  if (o.services.some((service) => service.result === 'oom-kill')) reasons.push(makeReason('out_of_memory', facts));
  const told_by_log = o.end?.findings.some((finding) => finding.code === 'config_invalid') === true;
  const refused_config =
    (o.end?.manner === 'refused' || told_by_log) &&
    reasons.some((one) => one.code === 'config_invalid' || one.code === 'config_missing');
  if (exitStatus(o) === 78 || refused_config) reasons.push(makeReason('exit_78', facts));
  if ((o.end?.manner === 'abrupt' || containerKilled(o)) && !refused_config)
    reasons.push(makeReason('gateway_killed', facts));
  if (reasons.length === 0) reasons.push(makeReason('gateway_stopped', facts));
  return sortReasons([...reasons, ...supervisorReasons(o)]);
}

/** 128 and the number of the signal (KILL, ABRT, SEGV) that ended what ran in the container. */
const containerKilled = (o: Observations): boolean =>
  o.services.some(({ manager, exit_status }) => manager === 'docker' && [137, 134, 139].includes(exit_status ?? 0));

function supervisorReasons(o: Observations): StatusReason[] {
  if (o.services.length < 2) return [];
  const units = o.services.map((service) => `${service.unit} (${service.manager})`).join(', ');
  return [makeReason('second_supervisor', { units })];
}

function watcherReasons(o: Observations, facts: ReasonFacts): StatusReason[] {
  const { state, refusal } = o.watch;
  if (state === 'missing_scope') return [makeReason('watcher_missing_scope', facts)];
  if (state === 'unauthorized') {
    const code = refusal?.detail_code ?? '';
    if (code === 'PROTOCOL_MISMATCH' || /protocol mismatch/i.test(refusal?.message ?? ''))
      return [makeReason('protocol_mismatch', facts)];
    const evidence = refusal === null ? [] : [`${code}: ${refusal.message}`];
    if (code === 'AUTH_TOKEN_MISSING' || !o.config.has_credentials)
      return [makeReason('gateway_token_missing', facts, evidence)];
    if (/^AUTH_(TOKEN|PASSWORD)_MISMATCH$/.test(code)) return [makeReason('gateway_token_mismatch', facts, evidence)];
    return [
      makeReason('watcher_unauthorized', { ...facts, detail: refusal?.message ?? 'it gives no reason' }, evidence),
    ];
  }
  return state === 'connected' ? [] : [makeReason('watcher_connecting', facts)];
}

function versionReasons(o: Observations): StatusReason[] {
  const running = o.watch.version;
  const unit = o.services.find((service) => service.version !== null)?.version ?? null;
  const known = [running, o.install.version, unit].filter((version) => version !== null);
  if (running === null || new Set(known).size < 2) return [];
  return [makeReason('version_skew', { running, cli: o.install.version ?? 'none', unit: unit ?? 'none' })];
}

function failingParts(o: Observations): readonly string[] {
  return o.probe?.kind === 'not_ready' ? o.probe.failing : [];
}

/** What is to be said of a gateway that answers; nothing when all is well. */
export function runningReasons(o: Observations, facts: ReasonFacts): StatusReason[] {
  const reasons = watcherReasons(o, facts);
  if (o.watch.live_config?.valid === false) {
    reasons.push(makeReason('config_invalid_on_disk', facts, issueLines(o.watch.live_config.issues)));
  } else if (o.config.state === 'not_json5') {
    reasons.push(makeReason('config_invalid_on_disk', facts, issueLines(o.config.issues)));
  }
  if (o.config.state === 'missing' && o.process !== null) reasons.push(makeReason('config_missing', facts));
  for (const channel of o.watch.channels.filter((one) => one.state === 'down')) {
    const evidence = channel.detail === null || channel.detail === undefined ? [] : [channel.detail];
    reasons.push(makeReason('channel_down', { ...facts, channel: channel.label ?? channel.channel }, evidence));
  }
  const failing = failingParts(o);
  if (o.watch.state !== 'connected' && failing.length > 0) {
    reasons.push(makeReason('gateway_not_ready', { ...facts, failing: failing.join(', ') }));
  }
  if (o.watch.safe_mode) reasons.push(makeReason('safe_mode', facts));
  if (o.watch.shutdown !== null && !o.watch.shutdown.restarting) reasons.push(makeReason('gateway_stopping', facts));
  if (o.other_pids.length > 0) reasons.push(makeReason('second_gateway', { ...facts, pids: o.other_pids.join(', ') }));
  return [...reasons, ...versionReasons(o), ...supervisorReasons(o)];
}
