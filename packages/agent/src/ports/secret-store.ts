/** Where the agent's own secrets rest: the OS secret store, or a 0600 file where there is none. */
export interface SecretStore {
  /** `os` when the operating system guards the secrets, `file` when only file permissions do. */
  readonly kind: 'os' | 'file';
  /** One sentence for `doctor` and the console: where secrets rest and why. */
  readonly description: string;
  /** The secret, or null when there is none by that name. */
  read(name: string): Promise<string | null>;
  write(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}
