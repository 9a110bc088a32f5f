// What the first page asks for: how it is held while it is being typed, and what is wrong with it yet. Pure.
import type { SetupChoice, SetupMethod, SetupPlace } from '@moltbot-ops/sdk/types';

export interface ChoiceForm {
  place: SetupPlace;
  method: SetupMethod;
  channel: 'stable' | 'beta' | 'nightly';
  version: string;
  port: string;
  host: string;
  ssh_port: string;
  username: string;
  gateway_id: string | null;
}

export type ChoiceErrors = Partial<Record<keyof ChoiceForm, string>>;

const ssh_port_usual = 22;

export function formOf(choice: SetupChoice | null): ChoiceForm {
  return {
    place: choice?.place ?? 'local',
    method: choice?.method ?? 'docker',
    channel: choice?.channel ?? 'stable',
    version: choice?.version ?? '',
    port: choice?.port ? String(choice.port) : '',
    host: choice?.host ?? '',
    ssh_port: choice?.ssh_port ? String(choice.ssh_port) : String(ssh_port_usual),
    username: choice?.username ?? '',
    gateway_id: choice?.gateway_id ?? null,
  };
}

/** A place keeps the method where it has it: another machine gets Docker or a native installation, this one no `native`. */
export function choosePlace(form: ChoiceForm, place: SetupPlace): ChoiceForm {
  const method: Record<SetupPlace, SetupMethod> = {
    local: form.method === 'native' ? 'npm' : form.method,
    ssh: form.method === 'docker' ? 'docker' : 'native',
    adopt: form.method,
  };
  return { ...form, place, method: method[place] };
}

const patterns = {
  version: /^v?\d[0-9A-Za-z.+-]{0,63}$/,
  /** A name, an IPv4 address, or an IPv6 address with or without brackets. */
  host: /^(?:[0-9A-Za-z](?:[0-9A-Za-z._-]{0,251}[0-9A-Za-z])?\.?|[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*|\[[0-9A-Fa-f]*:[0-9A-Fa-f]*:[0-9A-Fa-f:.]*\])$/,
  username: /^[A-Za-z_][A-Za-z0-9_.-]{0,31}$/,
};

/** What is wrong with a field as it stands; an empty one that is needed is only said when `whole`. */
export function errorsIn(form: ChoiceForm, whole: boolean): ChoiceErrors {
  const errors: ChoiceErrors = {};
  if (form.version !== '' && !patterns.version.test(form.version))
    errors.version = 'A version such as 2026.9.6. For the newest one, leave it empty.';
  if (form.port !== '' && !isPort(form.port, 1024)) errors.port = 'A port between 1024 and 65535.';
  if (form.place === 'ssh') {
    if (form.host === '' ? whole : !patterns.host.test(form.host))
      errors.host = form.host.includes('@')
        ? 'Only the machine here: the account has a field of its own.'
        : 'A name such as vps.example.org, or an address.';
    if (!isPort(form.ssh_port, 1)) errors.ssh_port = 'A port between 1 and 65535.';
    if (form.username === '' ? whole : !patterns.username.test(form.username))
      errors.username = 'An account on that machine: letters, digits, dots, dashes and underscores.';
  }
  if (form.place === 'adopt' && form.gateway_id === null && whole) errors.gateway_id = 'Pick the one to look after.';
  return errors;
}

function isPort(text: string, least: number): boolean {
  return /^\d{1,5}$/.test(text) && Number(text) >= least && Number(text) <= 65_535;
}

/** `ops@vps.example.org`, with the port where it is not the usual one. */
export function machineWords({ host, ssh_port, username }: SetupChoice): string {
  const account = username ? `${username}@` : '';
  if (!ssh_port || ssh_port === ssh_port_usual) return `${account}${host ?? ''}`;
  return `${account}${host?.includes(':') ? `[${host}]` : (host ?? '')}:${ssh_port}`;
}

/** What the agent is told; only what belongs to the place. */
export function choiceOf(form: ChoiceForm): SetupChoice {
  if (form.place === 'adopt') return { place: 'adopt', channel: form.channel, gateway_id: form.gateway_id };
  const common: SetupChoice = {
    place: form.place,
    method: form.method,
    channel: form.channel,
    // Tags of a repository begin with a v; releases do not.
    version: form.version === '' ? null : form.version.replace(/^v/, ''),
    port: form.port === '' ? null : Number(form.port),
  };
  if (form.place === 'local') return common;
  return { ...common, host: form.host, ssh_port: Number(form.ssh_port), username: form.username };
}
