import { surveyHost } from '../survey.ts';
import { everyMethod, type Prerequisite, reading } from './prerequisite.ts';

/** Gateways that are here already, and supervisors that would fight for them. */
export const existingGateway: Prerequisite = {
  check: 'existing_gateway',
  title: 'Gateways that are here already',
  methods: everyMethod,
  timeout_ms: 20_000,
  async look({ host, gateway_home, program_env, signal }) {
    const found = await surveyHost(host, { home: gateway_home, env: program_env, signal });
    if (found.length === 0) return { outcome: 'ok', message: 'There is no gateway here yet.' };
    const evidence = found.map((one) =>
      reading(one.state_directory, `${one.profile.name}${one.pid === null ? ', not running' : `, pid ${one.pid}`}`),
    );
    const fought = found.find((one) => one.units.length > 1);
    if (fought !== undefined)
      return {
        outcome: 'warning',
        message: `Two service managers want the gateway in ${fought.state_directory}: ${fought.units.map(({ manager, name }) => `${manager} ${name}`).join(' and ')}.`,
        next_step: 'Keep one of them: disable and stop the other, or they start it against each other.',
        evidence,
      };
    const running = found.filter((one) => one.pid !== null);
    if (running.length > 0)
      return {
        outcome: 'warning',
        message:
          running.length === 1
            ? 'A gateway runs here already.'
            : `${running.length} gateways run here already, and each needs its own state and port.`,
        next_step: 'Adopt it instead of installing another one.',
        evidence,
      };
    return {
      outcome: 'ok',
      message: 'State of a former gateway lies here. It is kept, and the new gateway goes on with it.',
      evidence,
    };
  },
};
