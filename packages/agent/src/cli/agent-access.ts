import { readSettings, type Settings } from '../settings.ts';
import { controlSocketPath } from '../system/state-directory.ts';
import { createHostClient, type HostClient } from './host-client.ts';

/** Options that every command takes. */
export interface CommonOptions {
  json?: boolean;
  home?: string;
}

/** The settings as a command sees them: its flags, the environment, the file. */
export function readCommandSettings(options: CommonOptions): Settings {
  return readSettings({ flags: options.home === undefined ? {} : { home: options.home } });
}

/** A client for the agent of the chosen state directory; whether it runs shows at the first call. */
export function createAgentClient(options: CommonOptions): HostClient {
  return createHostClient(controlSocketPath(readCommandSettings(options).home));
}
