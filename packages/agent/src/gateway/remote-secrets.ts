import type { SecretStore } from '../ports/secret-store.ts';

const watchKey = 'ssh_watch_key';
const gatewayToken = 'ssh_gateway_token';
const watcherDevice = 'ssh_gateway_watcher';

/** What is kept to look after a gateway on another machine: a key that may only look, and the gateway's token. */
export interface RemoteSecrets {
  readWatchKey(): Promise<string | null>;
  readToken(): Promise<string | null>;
  keepWatchKey(private_key: string): Promise<void>;
  /** Another gateway's token makes the identity that the former one knew worthless, so it goes too. */
  keepToken(token: string): Promise<void>;
  forget(): Promise<void>;
}

export function createRemoteSecrets(secrets: SecretStore): RemoteSecrets {
  return {
    readWatchKey: () => secrets.read(watchKey),
    readToken: () => secrets.read(gatewayToken),
    keepWatchKey: (private_key) => secrets.write(watchKey, private_key),
    async keepToken(token) {
      if ((await secrets.read(gatewayToken)) === token) return;
      await secrets.remove(watcherDevice);
      await secrets.write(gatewayToken, token);
    },
    async forget() {
      for (const name of [watchKey, gatewayToken, watcherDevice]) await secrets.remove(name);
    },
  };
}
