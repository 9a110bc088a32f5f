import { findPortHolder } from '../port-holder.ts';
import { everyMethod, type Prerequisite, reading } from './prerequisite.ts';

export const portFree: Prerequisite = {
  check: 'port_free',
  title: 'Port',
  methods: everyMethod,
  timeout_ms: 15_000,
  async look({ host, host_facts, port, profile, signal }) {
    const holder = await findPortHolder(host, host_facts.platform, port, signal);
    if (holder === null) return { outcome: 'ok', message: `Port ${port} is free.` };
    const evidence = holder.pid === null ? [] : [reading('pid', holder.pid), reading('command', holder.command ?? '?')];
    const who = holder.pid === null ? 'a program of another account' : `pid ${holder.pid} (${holder.command ?? '?'})`;
    if (holder.command !== null && profile.gateway_title.startsWith(holder.command.slice(0, 15)))
      return {
        outcome: 'warning',
        message: `Port ${port} is held by a gateway that runs already: ${who}.`,
        next_step: 'Adopt that gateway, or choose another port for a second one.',
        evidence,
      };
    return {
      outcome: 'blocker',
      message: `Port ${port} is taken by ${who}.`,
      next_step: 'Stop that program, or choose another port.',
      evidence,
    };
  },
};
