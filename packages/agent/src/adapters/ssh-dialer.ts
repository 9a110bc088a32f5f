import type { SshDialer } from '../ports/ssh.ts';

/** The SSH library is large and most agents never need it, so it is read with the first machine that is reached. */
export function createSshDialer(): SshDialer {
  let loaded: Promise<SshDialer> | null = null;
  const load = () => {
    loaded ??= import('./host-ssh.ts').then(({ createSsh2Dialer }) => createSsh2Dialer());
    loaded.catch(() => {
      loaded = null; // for want of a file perhaps; the next machine tries anew
    });
    return loaded;
  };
  return {
    readHostKey: async (address) => (await load()).readHostKey(address),
    open: async (target, credential, pin) => (await load()).open(target, credential, pin),
    openTunnel: async (target, credential, pin) => (await load()).openTunnel(target, credential, pin),
    generateKeyPair: async (comment) => (await load()).generateKeyPair(comment),
  };
}
