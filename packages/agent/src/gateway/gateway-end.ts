// After an end: how it ended and why, asked once. Holds the answer until the next gateway process begins.
// Nothing is started while a gateway runs; what is under way then is aborted.
import type { Clock } from '../ports/clock.ts';
import type { CommandRunner } from '../ports/command-runner.ts';
import type { HostFiles } from '../ports/host-files.ts';
import type { Boots } from './boots.ts';
import {
  ConfigValidator,
  judgeEnd,
  type LogQuestion,
  readFindings,
  readLoggedBoots,
  readSafeMode,
  type Validation,
} from './diagnosis.ts';
import type { GatewaySettings } from './install.ts';
import type { EndFacts, FindingCode } from './observation.ts';
import type { GatewayPlace } from './place.ts';
import type { GatewayProcess } from './processes.ts';

/** A supervisor may start the gateway again at once; the validation waits that long for it. */
const validateAfterMs = 1_500;
/** Without an end that was seen, only what the log said this recently is taken as news. */
const recentMs = 10 * 60_000;

/** What a gateway that had been up says last counts, not what it said in all its life. */
const lastWordsMs = 60_000;
const refusals = new Set<FindingCode>([
  'config_invalid',
  'port_taken',
  'state_locked',
  'migration_required',
  'version_too_old',
]);

export interface SeenEnd {
  process: GatewayProcess;
  announced: boolean;
  answered: boolean;
  ended_at_ms: number;
  lock: 'never' | 'gone' | 'left';
}

export interface GatewayEndDeps {
  settings: GatewaySettings;
  clock: Clock;
  files: HostFiles;
  commands: CommandRunner;
}

export class GatewayEnd {
  private readonly deps: GatewayEndDeps;
  private readonly place: GatewayPlace;
  private readonly boots: Boots;
  private readonly changed: () => void;
  private readonly validator: ConfigValidator;
  private end: EndFacts | null = null;
  private seen: SeenEnd | null = null;
  private running = false;
  /** Content of the configuration when the end was examined: the log speaks of that one only. */
  private examined_hash: string | null = null;
  private abort = new AbortController();
  private cancelValidate: () => void = () => undefined;

  constructor(deps: GatewayEndDeps, place: GatewayPlace, boots: Boots, changed: () => void) {
    this.deps = deps;
    this.place = place;
    this.boots = boots;
    this.changed = changed;
    this.validator = new ConfigValidator(deps.commands);
  }

  facts(): { end: EndFacts | null; validation: Validation | null } {
    const hash = this.place.config.content_hash;
    return { end: this.end, validation: hash === null ? null : (this.validator.known_for(hash) ?? null) };
  }

  /** A gateway process began: what was said of the former end is past. */
  forget(): void {
    this.running = true;
    this.cancelValidate();
    this.abort.abort();
    this.abort = new AbortController();
    this.end = null;
    this.seen = null;
  }

  close(): void {
    this.forget();
  }

  /** Finds out why nothing runs; `seen` is the end that was watched, or null when it was down already. */
  examine(seen: SeenEnd | null): void {
    this.running = false;
    this.seen = seen;
    this.examined_hash = this.place.config.content_hash;
    this.judge();
    this.boots.noteEnd({ clean: this.end?.manner === 'clean' });
    this.validateSoon();
    void this.askServices();
  }

  /** The configuration changed while nothing runs, or a gateway just ended: have its content judged once. */
  validateSoon(): void {
    this.cancelValidate();
    if (this.running) return;
    if (this.end !== null) this.judge();
    this.cancelValidate = this.deps.clock.after(validateAfterMs, () => void this.validate());
  }

  readSafeMode(from_ms: number): boolean {
    return readSafeMode(this.question(from_ms), this.deps.files);
  }

  loggedBoots(from_ms: number): number[] {
    return readLoggedBoots(this.question(from_ms), this.deps.files);
  }

  private question(from_ms: number): LogQuestion {
    const { install, config } = this.place;
    const { settings } = this.deps;
    // The default place is one for all gateways of an account, so it tells nothing of one that was never set up.
    const default_log_is_ours = settings.gateway_home === settings.env.HOME && install.config_exists;
    return { install, config, port: this.place.port(null), from_ms, default_log_is_ours };
  }

  private judge(): void {
    const { seen } = this;
    const { config } = this.place;
    const from_ms =
      seen === null
        ? this.deps.clock.now() - recentMs
        : seen.answered
          ? seen.ended_at_ms - lastWordsMs
          : seen.process.started_at_ms;
    const same_config = this.examined_hash === config.content_hash;
    const all = readFindings(this.question(from_ms), this.deps.files);
    // A gateway that had been up did not refuse to start; such lines are those of another one that tried.
    const findings = all.filter(
      ({ code }) =>
        (code === 'config_invalid' ? same_config : true) && !(seen?.answered === true && refusals.has(code)),
    );
    const exit_status = this.place.services.find((one) => one.exit_status !== null)?.exit_status ?? null;
    const no_gateway = config.state === 'missing' || (config.state === 'ok' && config.mode !== 'local');
    const invalid = no_gateway || config.state === 'not_json5' || this.facts().validation?.valid === false;
    const told = findings.some((finding) => finding.code === 'config_invalid');
    const refused = (seen !== null && !seen.answered && (invalid || told)) || exit_status === 78;
    const manner = seen === null ? (refused ? 'refused' : 'unknown') : judgeEnd({ ...seen, refused });
    this.end = { manner, exit_status, findings };
    if (manner === 'refused' && seen !== null && same_config) this.boots.noteRefused(seen.process.boot.start_key);
  }

  private async askServices(): Promise<void> {
    await this.place.refreshServices();
    if (this.running) return;
    this.judge();
    this.changed();
  }

  private async validate(): Promise<void> {
    const { install, config } = this.place;
    if (this.running || install.binary_path === null || config.state !== 'ok' || config.content_hash === null) return;
    if (this.validator.known_for(config.content_hash) !== undefined) return this.conclude();
    const { signal } = this.abort;
    await this.validator.ask(install.binary_path, config.content_hash, this.place.command_env, signal);
    if (!signal.aborted) this.conclude();
  }

  private conclude(): void {
    if (this.running) return;
    this.judge();
    this.changed();
  }
}
