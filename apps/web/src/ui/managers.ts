const managers: Record<string, string> = {
  'systemd-user': 'systemd (user)',
  'systemd-system': 'systemd',
  launchd: 'launchd',
  docker: 'Docker',
  process: 'no service manager (a plain process)',
  none: 'no service manager',
};

/** Who keeps the gateway alive, for people. */
export function managerWords(serviceManager: string): string {
  return managers[serviceManager] ?? serviceManager;
}
