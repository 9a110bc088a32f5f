import { type Prerequisite, packageMethods, reading } from './prerequisite.ts';

/** Whether something keeps the gateway alive after this session: the user's systemd with linger, or launchd. */
export const userService: Prerequisite = {
  check: 'user_service',
  title: 'Service manager',
  methods: packageMethods,
  timeout_ms: 15_000,
  async look({ host, host_facts, local, signal }) {
    if (host_facts.platform === 'darwin') return { outcome: 'ok', message: 'launchd keeps the gateway alive.' };
    const agent_will = local
      ? 'The agent itself keeps the gateway alive instead, as long as the agent runs.'
      : 'Nothing would keep the gateway alive over there.';
    if ((await host.stat('/run/systemd/system')) === null)
      return {
        outcome: local ? 'ok' : 'blocker',
        message: `This machine does not run systemd. ${agent_will}`,
        ...(local ? {} : { next_step: 'Choose Docker for that machine, or one with systemd.' }),
      };
    const runtime = `/run/user/${host_facts.uid}`;
    const env = { XDG_RUNTIME_DIR: runtime };
    const bus = await host.run(['systemctl', '--user', 'show', '--property=Version'], {
      env,
      timeout_ms: 8_000,
      signal,
    });
    const evidence = [
      reading('systemctl --user', bus.status === 0 ? bus.stdout.trim() : bus.stderr.trim().slice(0, 200)),
    ];
    if (bus.status !== 0)
      return {
        outcome: local ? 'warning' : 'blocker',
        message: `The user’s service manager cannot be reached (${runtime}/bus). ${agent_will}`,
        next_step: `As root \`loginctl enable-linger ${host_facts.user}\`; where that is not enough, install dbus-user-session (Debian, Ubuntu). Then check again${local ? '' : ', or choose Docker for that machine'}.`,
        evidence,
      };
    const lingers = await host.stat(`/var/lib/systemd/linger/${host_facts.user}`);
    if (lingers === null)
      return {
        outcome: 'warning',
        message:
          'The user’s services end when the last session ends. The installation asks the system to let them linger.',
        next_step: `If that is refused, as root: \`loginctl enable-linger ${host_facts.user}\`.`,
        evidence,
      };
    return { outcome: 'ok', message: 'systemd keeps the gateway alive, also without a session.', evidence };
  },
};
