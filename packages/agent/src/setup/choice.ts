import type { PrerequisiteReport, PrerequisitesRequest, SetupChoice } from '@moltbot-ops/sdk/types';
import { AppError } from '../errors.ts';
import { checkHost, checkUsername } from './ssh-address.ts';

const version_pattern = /^[0-9A-Za-z][0-9A-Za-z._+-]{0,63}$/;
const gateway_id_pattern = /^[0-9A-Za-z][0-9A-Za-z._:-]{0,63}$/;
const remoteMethods: readonly SetupChoice['method'][] = ['docker', 'native'];

/** Names that a choice brings are held to their patterns before they are kept. Throws `invalid_request`. */
export function checkChoice(choice: SetupChoice): SetupChoice {
  const { place, method, version, gateway_id } = choice;
  if (choice.username) checkUsername(choice.username, 'choice.username');
  if (version && !version_pattern.test(version)) throw refuse('version', 'give a version such as 2026.9.6');
  if (gateway_id && !gateway_id_pattern.test(gateway_id)) throw refuse('gateway_id', 'give one that was found');
  if (method && place !== 'adopt' && remoteMethods.includes(method) !== (place === 'ssh') && method !== 'docker')
    throw refuse('method', `does not go with ${place}`);
  return choice.host ? { ...choice, host: checkHost(choice.host, 'choice.host') } : choice;
}

/** Whether checks were made for the machine and the method that are chosen. */
export function isOfChoice(choice: SetupChoice, asked: PrerequisitesRequest, { method }: PrerequisiteReport): boolean {
  if (choice.place !== asked.place || choice.method !== method) return false;
  if (choice.place === 'local') return true;
  const is_same_host = asked.host?.toLowerCase() === choice.host?.toLowerCase();
  return is_same_host && asked.username === choice.username && (asked.ssh_port ?? 22) === (choice.ssh_port ?? 22);
}

function refuse(field: string, message: string): AppError {
  return new AppError('invalid_request', { details: [{ field: `choice.${field}`, message }] });
}
