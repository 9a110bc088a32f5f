import { readFileSync } from 'node:fs';
import type { SshAuth } from '@moltbot-ops/sdk/types';
import { type CommonOptions, createAgentClient } from '../agent-access.ts';
import { askSecret } from '../ask-secret.ts';
import { CliError, exitCodes } from '../exit-codes.ts';
import { toInert } from '../inert.ts';
import { createOutput } from '../output.ts';

const key_chars_max = 64 * 1024;

/** `moltbot-ops job resume`: gives a waiting job its credentials again, which never are arguments. */
export async function runJobResume(job_id: string, options: CommonOptions & { key?: string }): Promise<void> {
  const output = createOutput(options.json === true);
  const client = createAgentClient(options);
  const before = await client.call('jobGet', { path: { job_id } });
  if (before.state !== 'waiting')
    throw new CliError('job_not_waiting', 'The job does not wait for credentials. Its record says what it does.');
  const auth = options.key === undefined ? await readPassword(before.host) : await readKey(options.key);
  const job = await client.call('jobResume', { path: { job_id }, body: { auth } });
  const where = `Follow it with \`moltbot-ops job ${job.job_id} --follow\`.`;
  output.line(`${toInert(job.title)} ${job.state === 'cancelling' ? 'goes back' : 'goes on'}. ${where}`);
  output.result(job);
}

async function readPassword(host: string): Promise<SshAuth> {
  const password = await ask(`Password for ${toInert(host)}: `);
  if (password === '') throw missing('No password was given. Type it, or pipe it in as one line.');
  return { type: 'password', password };
}

async function readKey(path: string): Promise<SshAuth> {
  const private_key_pem = readText(path);
  if (!private_key_pem.includes('PRIVATE KEY'))
    throw missing('That file holds no private key. Name the private key, in PEM or OpenSSH form.');
  const password = await ask('Passphrase of the key (empty for none): ');
  return { type: 'key', private_key_pem, ...(password === '' ? {} : { password }) };
}

function readText(path: string): string {
  try {
    const text = readFileSync(path, 'utf8');
    if (text.length <= key_chars_max) return text;
  } catch (error) {
    throw missing(`The key ${toInert(path)} cannot be read (${error instanceof Error ? toInert(error.message) : ''}).`);
  }
  throw missing('That file is far larger than a private key.');
}

async function ask(question: string): Promise<string> {
  const say = (text: string) => void process.stderr.write(text);
  const answer = await askSecret(question, { input: process.stdin, say });
  if (answer === null) throw missing('It was broken off. Nothing was sent.');
  return answer;
}

const missing = (message: string) => new CliError('usage', message, exitCodes.usage);
