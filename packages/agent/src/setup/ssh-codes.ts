/** Why an installation over SSH cannot begin or go on, besides what may befall any installation. Runbooks bear them. */
export const sshCodes = [
  'host_key_unknown',
  'host_key_changed',
  'ssh_sign_in_failed',
  'ssh_key_unusable',
  'ssh_passphrase_needed',
  'ssh_passphrase_wrong',
  'ssh_outdated',
  'ssh_account_unusable',
  'ssh_unreachable',
  'watch_unproven',
  'watch_key_unusable',
] as const;
