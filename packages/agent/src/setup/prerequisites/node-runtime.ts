import { findHostNode, nodeFloor } from '../node-runtime.ts';
import { type Prerequisite, packageMethods, reading } from './prerequisite.ts';

export const nodeRuntime: Prerequisite = {
  check: 'node_runtime',
  title: 'Node.js',
  methods: packageMethods,
  timeout_ms: 10_000,
  async look({ host, program_env, profile, signal }) {
    const found = await findHostNode(host, program_env, signal);
    if (found?.fits === true)
      return {
        outcome: 'ok',
        message: `Node ${found.version} runs ${profile.name}.`,
        evidence: [reading(found.path, found.version)],
      };
    const finding = found === null ? 'There is no Node here' : `Node ${found.version} is too old (${nodeFloor})`;
    return {
      outcome: 'ok',
      message: `${finding}, so the agent’s own Node is copied beside the gateway. The one here stays as it is.`,
      evidence: found === null ? [] : [reading(found.path, found.version)],
    };
  },
};
