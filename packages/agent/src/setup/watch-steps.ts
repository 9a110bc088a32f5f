import type { Evidence } from '@moltbot-ops/sdk/types';
import { type PlanStep, type StepContext, StepError } from '../jobs/plan.ts';
import { HostError } from '../ports/host-executor.ts';
import { type SshKeyPair, sayTarget } from '../ports/ssh.ts';
import { readAuthorizedKeys, unusable, writeAuthorizedKeys } from './authorized-keys.ts';
import { readRemoteToken } from './remote-token.ts';
import { type SshInstallDeps, type SshInstallParams, watchedPort } from './ssh-install-request.ts';
import { addLine, removeLine, watchLine } from './watch-line.ts';

type Context = StepContext<SshInstallParams>;
type Deps = Pick<SshInstallDeps, 'dialer' | 'held' | 'managed' | 'probe' | 'host_keys' | 'clock' | 'rememberSecret'>;

const comment = 'watch@moltbot-ops';

/**
 * Gives the agent a key of its own that can only look at the gateway's port, so that watching goes on by itself after a
 * restart, when the credentials of the job are long gone.
 */
export function authorizeWatch(deps: Deps): PlanStep<SshInstallParams> {
  return {
    step: 'authorize_watch',
    title: 'Let the agent watch',
    cancel: 'after',
    async check(context) {
      const key = await knownKey(deps, context);
      if (key === null || !(await readAuthorizedKeys(context.host)).text.includes(lineOf(context, key))) return null;
      const evidence = await keep(deps, context, key);
      return [{ label: 'watch key', value: 'authorised already' }, ...evidence];
    },
    async run(context) {
      const { host } = context;
      const keys = await readAuthorizedKeys(host);
      const { path, text, directory } = keys;
      const key = (await knownKey(deps, context)) ?? (await deps.dialer.generateKeyPair(comment));
      deps.rememberSecret(key.private_key);
      const evidence = await keep(deps, context, key);
      const directory_made = (await host.stat(directory)) === null;
      const file_made = (await host.stat(path)) === null;
      await context.remember({
        watch_public_key: key.public_key,
        ...(file_made ? { watch_file_made: true } : {}),
        ...(directory_made ? { watch_directory_made: true } : {}),
      });
      await host.makeDirectory(directory, { mode: 0o700 });
      await writeAuthorizedKeys(host, keys, addLine(text, lineOf(context, key), key.public_key));
      return [{ label: 'written', value: `${path}: one line that ends in ${comment}` }, ...evidence];
    },
    undo: (context) => takeBack(deps, context),
  };
}

/** Looks through it, and tries that the key can do no more than that. */
export function proveWatch(deps: Deps): PlanStep<SshInstallParams> {
  return {
    step: 'prove_watch',
    title: 'See the gateway through it',
    cancel: 'now',
    async run(context) {
      const { target } = context.params;
      const pin = await deps.host_keys.pinOf(target);
      const candidate = await deps.held.readCandidate(String(context.facts.watch_candidate));
      if (candidate === null) throw unusable('The key that watches is gone from the secret store.');
      const credential = { type: 'key' as const, private_key: candidate.key.private_key, passphrase: null };
      try {
        const tunnel = await deps.dialer.openTunnel(target, credential, pin);
        try {
          const { local_port } = await tunnel.openForward();
          const reading = await deps.probe.read(local_port);
          if (!(await tunnel.reaches()) || reading.kind === 'refused' || reading.kind === 'silent')
            throw unproven('The gateway does not answer through the key that watches.');
        } finally {
          await tunnel.close();
        }
      } catch (error) {
        throw error instanceof HostError ? explain(error) : error;
      }
      const more = await deps.dialer.open(target, credential, pin).catch((error: unknown) => error);
      if (!(more instanceof HostError)) {
        if (typeof more === 'object' && more !== null && 'close' in more) await closeAny(more);
        throw unusable('The key that watches could do more than watch, so it is taken back.');
      }
      return [
        { label: 'watched through', value: sayTarget(target) },
        { label: 'the key', value: 'reaches the gateway’s port; programs and files were refused' },
      ];
    },
  };
}

async function closeAny(host: { close?: unknown }): Promise<void> {
  if (typeof host.close === 'function') await host.close();
}

/** The key of this job, or the one that watches this very gateway already. */
async function knownKey({ held, managed }: Deps, { facts, params }: Context): Promise<SshKeyPair | null> {
  const candidate = typeof facts.watch_candidate === 'string' ? await held.readCandidate(facts.watch_candidate) : null;
  if (candidate) return candidate.key;
  const now = managed.get();
  const { host, port, username } = params.target;
  const is_same = now.kind === 'ssh' && now.host === host && now.port === port && now.username === username;
  return is_same && now.gateway_port === watchedPort(facts, params.install) ? held.readWatchKey() : null;
}

/** Into the secret store, aside from what watches now; the job keeps only the name of the place. */
async function keep({ held, rememberSecret }: Deps, context: Context, key: SshKeyPair): Promise<Evidence[]> {
  const watch_candidate = context.job_id;
  await context.remember({ watch_candidate });
  const token = await readRemoteToken(context);
  if (token !== null) rememberSecret(token);
  await held.keepCandidate(watch_candidate, { key, token, machine: context.params.target });
  return token === null
    ? [{ label: 'token', value: 'not found as text over there: the gateway is watched from outside only' }]
    : [];
}

const lineOf = ({ facts, params }: Context, { public_key }: SshKeyPair): string =>
  watchLine(watchedPort(facts, params.install), public_key);

async function takeBack({ held }: Deps, { facts, host }: Context): Promise<Evidence[]> {
  const evidence: Evidence[] = [];
  if (typeof facts.watch_public_key === 'string') {
    const keys = await readAuthorizedKeys(host);
    const { path, directory, text } = keys;
    const left = removeLine(text, facts.watch_public_key);
    if (left === '' && facts.watch_file_made === true) await host.remove(path);
    else if (left !== text) await writeAuthorizedKeys(host, keys, left);
    if (facts.watch_directory_made === true && (await host.list(directory)).length === 0) await host.remove(directory);
    evidence.push({ label: 'removed', value: `${path}: the line that ends in ${comment}` });
  }
  // Last: as long as it is kept, the line may be over there.
  if (typeof facts.watch_candidate === 'string') await held.dropCandidate(facts.watch_candidate);
  return evidence;
}

const unproven = (message: string) =>
  new StepError('watch_unproven', message, {
    next_step: 'Look whether the gateway runs over there, then start the job again.',
    transient: true,
  });

function explain(error: HostError): StepError {
  return error.failure === 'lost'
    ? unproven(error.message)
    : unusable(`The machine does not take the new key: ${error.message}`);
}
