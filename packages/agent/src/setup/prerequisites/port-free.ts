import { EngineError, type PortPublisher } from '../../ports/docker-engine.ts';
import { labels } from '../plans/docker/container-spec.ts';
import { findPortHolder } from '../port-holder.ts';
import { openEngine } from './docker-engine.ts';
import {
  everyMethod,
  type Prerequisite,
  type PrerequisiteContext,
  type PrerequisiteVerdict,
  reading,
} from './prerequisite.ts';

/** Programs that hold a port in the name of a container. */
const proxies = /^(docker-proxy|rootlesskit|com\.docker)/;

export const portFree: Prerequisite = {
  check: 'port_free',
  title: 'Port',
  methods: everyMethod,
  timeout_ms: 15_000,
  async look(context) {
    const { host, host_facts, port, profile, signal } = context;
    const holder = await findPortHolder(host, host_facts.platform, port, signal);
    // An engine may publish without a program that listens, so it is asked where it is used anyway.
    if (context.method === 'docker' || (holder !== null && (holder.command === null || proxies.test(holder.command)))) {
      const publisher = await findPublisher(context);
      if (publisher !== null) return judgePublisher(publisher, context);
    }
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

async function findPublisher(context: PrerequisiteContext): Promise<PortPublisher | null> {
  try {
    return await openEngine(context).findPublisher(context.port);
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

function judgePublisher({ name, labels: found }: PortPublisher, context: PrerequisiteContext): PrerequisiteVerdict {
  const { port, method } = context;
  const evidence = [reading('container', name)];
  if (found[labels.plan] !== undefined && method === 'docker')
    return {
      outcome: 'warning',
      message: `Port ${port} is held by the gateway’s container that was made here, ${name}.`,
      next_step: 'Nothing: it is kept where it is as it should be, and replaced where it is not.',
      evidence,
    };
  return {
    outcome: 'blocker',
    message: `Port ${port} is published by the container ${name}.`,
    next_step: `Stop it (\`docker stop ${name}\`), or choose another port.`,
    evidence,
  };
}
