// npm and Homebrew as ways of installing: the preview of their plans, in paths and commands, and the plans themselves.
import type { ImpactChange } from '@moltbot-ops/sdk/types';
import { type RuntimeProfile, runtimeProfiles } from '../gateway/profiles.ts';
import { type JobFacts, StepError } from '../jobs/plan.ts';
import type { HostExecutor } from '../ports/host-executor.ts';
import { findBrew } from './brew-cli.ts';
import type { InstallMethod, InstallOutlook, InstallParams, InstallRequest } from './install-method.ts';
import { type NativeLayout, nativeLayout } from './layout.ts';
import { findHostNode } from './node-runtime.ts';
import { readManifest } from './package-manifest.ts';
import { brewPlan } from './plans/brew.ts';
import type { NativeParts, NativeTarget } from './plans/native/native-plan.ts';
import { npmPlan } from './plans/npm.ts';
import { type Releases, resolveBrew } from './releases.ts';

export interface NativeMethodDeps {
  parts: NativeParts;
  releases: Releases;
}

/** The runtime that is installed; the others are former names of it. */
export function installedProfile(): RuntimeProfile {
  const [profile] = runtimeProfiles;
  if (profile === undefined) throw new Error('the table of runtimes is empty');
  return profile;
}

export function nativeTarget(params: InstallParams): NativeTarget {
  const profile = runtimeProfiles.find(({ name }) => name === params.profile) ?? installedProfile();
  return { profile, channel: params.channel, version: params.version, integrity: params.digest, port: params.port };
}

const resultNames = [
  'prefix',
  'program',
  'config_path',
  'state_directory',
  'port',
  'service_manager',
  'service_unit',
  'node_path',
  'node_version',
];

const result = (facts: JobFacts, { method, channel, version, source, digest }: InstallParams): JobFacts => ({
  method,
  channel,
  version,
  source,
  digest,
  ...Object.fromEntries(resultNames.flatMap((name) => (facts[name] === undefined ? [] : [[name, facts[name]]]))),
});

export function npmMethod({ parts, releases }: NativeMethodDeps): InstallMethod {
  return {
    method: 'npm',
    managed: 'native',
    async look(request, host) {
      const profile = installedProfile();
      const { home } = await host.facts();
      const layout = nativeLayout(profile, home, parts.gatewayEnv(host));
      const release = await releases.resolveNpm({ profile, ...request }, { host, env: parts.programEnv(host), home });
      const found = await readManifest(host, layout.package_directory);
      if (found !== null && found.version !== release.version)
        throw new StepError('other_version_installed', `${layout.prefix} holds version ${found.version} already.`, {
          next_step: `Adopt that gateway, or move the directory aside: mv ${layout.prefix} ${layout.prefix}.old`,
        });
      const present = found?.version === release.version;
      const changes = present ? [] : await npmChanges(host, parts, layout, release.source);
      return {
        release,
        present,
        changes: [...changes, ...(await commonChanges(host, parts, layout, request, profile))],
        duration_seconds: present ? 30 : 150,
        undo: `Stop the service and remove ${layout.prefix}; configuration and state under ${layout.state_directory} stay.`,
      };
    },
    steps: (params) => npmPlan({ target: nativeTarget(params), parts }),
    result,
  };
}

export function brewMethod({ parts }: NativeMethodDeps): InstallMethod {
  return {
    method: 'brew',
    managed: 'native',
    look: (request, host) => lookAtBrew(parts, request, host),
    steps: (params) => brewPlan({ target: nativeTarget(params), parts }),
    result,
  };
}

async function lookAtBrew(parts: NativeParts, request: InstallRequest, host: HostExecutor): Promise<InstallOutlook> {
  const profile = installedProfile();
  const { home } = await host.facts();
  const env = parts.programEnv(host);
  const brew = await findBrew(host, env);
  if (brew === null)
    throw new StepError('brew_missing', 'There is no Homebrew on this machine.', {
      next_step: 'Install Homebrew first, or choose npm or Docker.',
    });
  if (request.version !== null || request.channel !== 'stable')
    throw new StepError('release_missing', 'Homebrew knows the newest stable release only.', {
      next_step: 'Choose the stable channel without a version, or npm or Docker.',
    });
  const layout = nativeLayout(profile, home, parts.gatewayEnv(host));
  const release = await resolveBrew(brew, profile.brew_formula, request.channel, { host, env, home });
  const install: ImpactChange = {
    kind: 'run',
    target: `brew install --formula ${profile.brew_formula}`,
    detail: 'Installs the formula and what it needs, where Homebrew keeps its things.',
  };
  return {
    release,
    present: false,
    changes: [install, ...(await commonChanges(host, parts, layout, request, profile))],
    duration_seconds: 240,
    undo: `brew uninstall ${profile.brew_formula}; configuration and state under ${layout.state_directory} stay.`,
  };
}

async function npmChanges(
  host: HostExecutor,
  parts: NativeParts,
  layout: NativeLayout,
  source: string,
): Promise<ImpactChange[]> {
  const { staging, prefix, link, base, node } = layout;
  const fit = await findHostNode(host, parts.programEnv(host));
  const linked = (await host.stat(link)) !== null;
  const changes: (ImpactChange | null)[] = [
    { kind: 'create', target: base, detail: 'Directory for the package, open to this account alone.' },
    fit?.fits === true
      ? null
      : { kind: 'write', target: node, detail: `A copy of the agent’s Node ${parts.node.version}.` },
    {
      kind: 'run',
      target: `npm pack ${source} --ignore-scripts`,
      detail: 'Fetches the package, whose integrity is then checked.',
    },
    {
      kind: 'download',
      target: source,
      detail: 'About 95 MB, and 300 packages that it needs; npm keeps them in its cache.',
    },
    {
      kind: 'run',
      target: `npm install -g --prefix ${staging}-… --ignore-scripts`,
      detail: 'Installs aside, so that nothing half-done gets the final name.',
    },
    { kind: 'write', target: prefix, detail: 'The package, about 650 MB, renamed into place when it is whole.' },
    linked ? null : { kind: 'write', target: link, detail: 'The command for people.' },
  ];
  return changes.filter((one) => one !== null);
}

/** Configuration, service and start are the same whichever way the package came. */
async function commonChanges(
  host: HostExecutor,
  parts: NativeParts,
  layout: NativeLayout,
  request: InstallRequest,
  profile: RuntimeProfile,
): Promise<ImpactChange[]> {
  const { config_path, state_directory } = layout;
  const kept = (await host.stat(config_path)) !== null;
  const config: ImpactChange[] = kept
    ? []
    : [
        { kind: 'create', target: state_directory, detail: 'State of the gateway, open to this account alone.' },
        {
          kind: 'write',
          target: config_path,
          detail: 'The least configuration, with a new token, readable for this account alone.',
        },
        { kind: 'open', target: `127.0.0.1:${request.port}`, detail: 'The gateway listens here, on loopback only.' },
      ];
  return [...config, ...(await serviceChanges(host, parts, layout, profile))];
}

async function serviceChanges(
  host: HostExecutor,
  parts: NativeParts,
  layout: NativeLayout,
  profile: RuntimeProfile,
): Promise<ImpactChange[]> {
  for (const { name, available } of parts.services) {
    if ((await available(host)) !== null) continue;
    if (name === 'systemd-user') {
      const unit = `${layout.home}/.config/systemd/user/${profile.systemd_unit}`;
      if ((await host.stat(unit)) !== null) return [];
      return [
        { kind: 'write', target: unit, detail: 'The service, in the form of the gateway’s own installer.' },
        {
          kind: 'run',
          target: `systemctl --user enable ${profile.systemd_unit}`,
          detail: 'Starts it with the machine.',
        },
        {
          kind: 'run',
          target: 'loginctl enable-linger',
          detail: 'Lets it outlive the last session, where this account may.',
        },
        { kind: 'start', target: profile.systemd_unit, detail: 'Starts the gateway and waits until it is ready.' },
      ];
    }
    if (name === 'launchd') {
      const plist = `${layout.home}/Library/LaunchAgents/${profile.launchd_label}.plist`;
      if ((await host.stat(plist)) !== null) return [];
      return [
        { kind: 'write', target: plist, detail: 'The service.' },
        {
          kind: 'start',
          target: profile.launchd_label,
          detail: 'Loads and starts the gateway and waits until it is ready.',
        },
      ];
    }
    if ((await host.stat(layout.output_path)) !== null) return [];
    return [
      { kind: 'write', target: layout.output_path, detail: 'Output of the gateway; one former file of 10 MB is kept.' },
      {
        kind: 'start',
        target: profile.gateway_title,
        detail: 'Starts the gateway, kept alive by this agent, and waits until it is ready.',
      },
    ];
  }
  return [];
}
