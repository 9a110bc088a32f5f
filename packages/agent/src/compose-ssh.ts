// The part of composition that reaches other machines: pinned keys, sign-in and their operations.
import { createSshDialer } from './adapters/ssh-dialer.ts';
import { createSshHandlers } from './http/handlers/ssh.ts';
import type { SshDialer } from './ports/ssh.ts';
import { createHostKeys, type HostKeys, type HostKeysDependencies } from './setup/host-keys.ts';
import { createRemoteHosts, type RemoteHosts } from './setup/remote-hosts.ts';

export interface ComposedSsh {
  dialer: SshDialer;
  host_keys: HostKeys;
  remote_hosts: RemoteHosts;
  handlers: ReturnType<typeof createSshHandlers>;
}

export function composeSsh(
  given: Omit<HostKeysDependencies, 'dialer'>,
  dialer: SshDialer = createSshDialer(),
): ComposedSsh {
  const host_keys = createHostKeys({ ...given, dialer });
  return {
    dialer,
    host_keys,
    remote_hosts: createRemoteHosts({ dialer, host_keys }),
    handlers: createSshHandlers({ host_keys }),
  };
}
