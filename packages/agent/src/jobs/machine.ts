/**
 * The machine behind a `HostExecutor.key`: one and the same whoever signs in there, and this one where SSH leads back to it.
 * Another port of the loopback may be a machine of its own behind a forward.
 */
export function machineOf(host_key: string): string {
  const [, host = '', port = ''] = /^ssh:[^@]*@(.+):(\d+)$/.exec(host_key) ?? [];
  if (host === '') return host_key;
  const is_here = port === '22' && /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(host);
  return is_here ? 'local' : `ssh:${host}:${port}`;
}
