import type { SshAuth } from '@moltbot-ops/sdk/types';
import type { JobSecrets } from './plan.ts';

/**
 * Credentials of another machine as a job's secrets: `password` and `private_key_pem`, each only where it was given. With
 * a key, `password` is its passphrase.
 */
export function secretsOfAuth(auth: SshAuth): JobSecrets {
  return {
    ...(auth.password ? { password: auth.password } : {}),
    ...(auth.type === 'key' && auth.private_key_pem ? { private_key_pem: auth.private_key_pem } : {}),
  };
}
