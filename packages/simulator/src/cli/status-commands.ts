// `health`, `status`, `channels status`, `devices list`, `gateway status`, `logs`: what the running gateway says,
// or that there is none.
import { existsSync, readFileSync } from 'node:fs';
import { arch, release } from 'node:os';
import { readConfigDocument } from '../config/document.ts';
import { readLiveOwner } from '../gateway/lock.ts';
import { gatewayBuildId, gatewayVersion, readPath } from '../gateway/state.ts';
import { readLogPath } from '../world/paths.ts';
import { readOption } from './arguments.ts';
import type { CommandContext } from './commands.ts';
import type { GatewayAddress } from './gateway-client.ts';
import { callGateway, readAddress } from './gateway-client.ts';
import { complain, printJson, printLine } from './output.ts';

/** A command that shows one method's answer. */
export function showMethod(method: string, scopes: string[]): (context: CommandContext) => Promise<number> {
  return async (context) => {
    const address = readAddress(context);
    const result = await callGateway(address, method, scopes);
    if (result.ok) {
      printJson(result.payload);
      return 0;
    }
    // The real one waits 60 s before it says this; the simulator does not make anybody wait.
    const error = {
      type: 'gateway_transport_error',
      kind: 'timeout',
      message: 'Gateway not reachable after waiting 60 s.',
      timeoutMs: 60_000,
    };
    printJson({
      ok: false,
      error,
      gateway: { url: address.url, urlSource: 'local loopback', bindDetail: 'Bind: loopback' },
    });
    return 1;
  };
}

export async function runStatus(context: CommandContext): Promise<number> {
  const address = readAddress(context);
  const result = await callGateway(address, 'status', ['operator.read', 'operator.admin']);
  const service = describeService('openclaw status --deep');
  printJson({
    ...(result.ok && typeof result.payload === 'object' ? result.payload : { runtimeVersion: gatewayVersion }),
    os: {
      platform: process.platform,
      arch: arch(),
      release: release(),
      label: `${process.platform} ${release()} (${arch()})`,
    },
    update: { installKind: 'package', packageManager: 'npm' },
    updateChannel: 'stable',
    updateChannelSource: 'default',
    gateway: {
      mode: 'local',
      url: address.url,
      urlSource: 'local loopback',
      misconfigured: false,
      reachable: result.ok,
      connectLatencyMs: result.ok ? 5 : null,
      self: null,
      error: result.ok ? null : result.error,
      authWarning: null,
    },
    gatewayService: { ...service, installed: false, managedByOpenClaw: false },
  });
  return 0;
}

export async function runGatewayStatus(context: CommandContext): Promise<number> {
  const { paths } = context;
  const address = readAddress(context);
  const document = readConfigDocument(paths.config_path, '');
  const result = await callGateway(address, 'health', []);
  // Without scopes `health` is refused, and that refusal is proof enough that somebody answers.
  const reached = result.ok || result.error.startsWith('missing scope');
  const config = { path: paths.config_path, exists: document.exists, valid: document.valid };
  printJson({
    cli: { version: gatewayVersion, entrypoint: process.argv[1] },
    logFile: readLogPath(readPath(document.parsed, 'logging.file'), Date.now(), paths.home),
    service: {
      ...describeService('openclaw gateway status --deep'),
      inspectionReason: 'service-manager-unavailable',
      loaded: false,
      command: null,
    },
    config: { cli: config, daemon: config },
    gateway: {
      bindMode: 'loopback',
      bindHost: '127.0.0.1',
      port: address.port,
      portSource: 'env/config',
      probeUrl: address.url,
      probeNote: 'Loopback-only gateway; only local clients can connect.',
      version: reached ? gatewayVersion : null,
    },
    port: describePort(context, address, reached),
    rpc: reached
      ? {
          ok: true,
          kind: 'connect',
          capability: 'connected_no_operator_scope',
          auth: { role: 'operator', scopes: [], capability: 'connected_no_operator_scope' },
          server: { version: gatewayVersion, buildId: gatewayBuildId },
          version: gatewayVersion,
          url: address.url,
        }
      : {
          ok: false,
          kind: 'connect',
          capability: 'unknown',
          connectFailure: { kind: 'unreachable' },
          error: result.ok ? '' : result.error,
          url: address.url,
        },
    extraServices: [],
  });
  return 0;
}

export function runLogs({ args, paths }: CommandContext): number {
  const document = readConfigDocument(paths.config_path, '');
  const file = readLogPath(readPath(document.parsed, 'logging.file'), Date.now(), paths.home);
  if (!existsSync(file)) {
    complain(`Log file not found: ${file}`);
    return 1;
  }
  const text = readFileSync(file, 'utf8');
  const size = Buffer.byteLength(text);
  printLine(JSON.stringify({ type: 'meta', file, sourceKind: 'file', cursor: size, size }));
  const limit = Number(readOption(args, 'limit') ?? 200);
  for (const raw of text.trimEnd().split('\n').slice(-limit)) printLine(describeLogLine(raw));
  return 0;
}

function describeLogLine(raw: string): string {
  const entry = JSON.parse(raw) as { time: string; message: string; _meta: { logLevelName: string; name: string } }; // our own log
  const isNamed = entry._meta.name.startsWith('{');
  const name = isNamed ? (JSON.parse(entry._meta.name) as { subsystem?: string }) : {}; // JSON by the line above
  const level = entry._meta.logLevelName.toLowerCase();
  return JSON.stringify({
    type: 'log',
    time: entry.time,
    level,
    subsystem: name.subsystem,
    message: entry.message,
    raw,
  });
}

function describeService(retry: string): Record<string, unknown> {
  return {
    label: 'no supported service manager detected',
    loadState: { status: 'not-loaded' },
    runtime: {
      status: 'unknown',
      inspectionReason: 'service-manager-unavailable',
      detail: `No supported service manager detected. Restart the Gateway you launched manually after the update.; retry with ${retry}`,
    },
  };
}

function describePort({ paths }: CommandContext, address: GatewayAddress, reached: boolean): Record<string, unknown> {
  const owner = readLiveOwner(paths);
  const listener = {
    pid: owner?.pid,
    command: 'openclaw-gatewa',
    address: `127.0.0.1:${address.port}`,
    commandLine: 'openclaw-gateway',
  };
  return {
    port: address.port,
    status: reached ? 'busy' : 'free',
    listeners: reached && owner ? [listener] : [],
    hints: [],
  };
}
