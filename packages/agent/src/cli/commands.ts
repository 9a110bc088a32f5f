// Every command with its words and options, on one screen; what a command does lies in commands/, imported when it runs.
import { type Command, InvalidArgumentError, Option } from 'commander';

const role = () =>
  new Option('--role <role>', 'role of the device (the first one becomes owner)').choices(['owner', 'admin', 'viewer']);

/** Adds every command to the program. */
export function addAgentCommands(program: Command): void {
  addStart(program);
  addPairing(program);
  addObservation(program);
  addJobs(program);
  addDevices(program);
  addAudit(program);
}

function addPairing(program: Command): void {
  program
    .command('pair')
    .description('show a one-use link, code and QR that let one device in')
    .addOption(role())
    .addHelpText(
      'after',
      `
The code is approved already and lives for three minutes: show it to nobody else.

Examples:
  moltbot-ops pair
  moltbot-ops pair --role viewer
  moltbot-ops pair --json           {"pairing_code": …, "expires_in_seconds": …, "url": …}`,
    )
    .action(async (options) => (await import('./commands/pair.ts')).runPair(options));
  program
    .command('approve')
    .description('let in the device that shows this code')
    .argument('[code]', 'the code as the device shows it; asked for when left out')
    .addOption(role())
    .addHelpText(
      'after',
      `
Type the code that you see on the device yourself. Never approve a code that somebody sent you.

Examples:
  moltbot-ops approve ABCD-EFGH
  moltbot-ops approve               asks for the code, so that it stays out of the shell's history`,
    )
    .action(async (code, options) => (await import('./commands/approve.ts')).runApprove(code, options));
}

function addObservation(program: Command): void {
  program
    .command('status')
    .description("print the gateway's state, why it is so, and what to do next")
    .addHelpText(
      'after',
      `
Asks the running agent, which watches the gateway all the time; the gateway itself is not disturbed.

Examples:
  moltbot-ops status
  moltbot-ops status --json | jq -r .state`,
    )
    .action(async (options) => (await import('./commands/status.ts')).runStatus(options));
  program
    .command('doctor')
    .description('check the agent and its surroundings; works without a running agent')
    .addHelpText(
      'after',
      `
Each finding names its fix. Exits with 1 when something is broken, with 0 when there are only warnings.`,
    )
    .action(async (options) => (await import('./commands/doctor.ts')).runDoctor(options));
}

function addStart(program: Command): void {
  program
    .command('start')
    .description('run the agent and the console in this terminal until Ctrl-C')
    .option('--port <port>', 'TCP port on loopback, 0 for a free one (MOLTBOT_OPS_PORT, 7337)')
    .option('--host <address>', 'loopback address to listen on (MOLTBOT_OPS_HOST, 127.0.0.1)')
    .option('--gateway-home <dir>', "HOME under which the gateway's config and state lie (MOLTBOT_OPS_GATEWAY_HOME)")
    .option('--gateway-binary <file>', "the gateway's binary, where it is not found (MOLTBOT_OPS_GATEWAY_BINARY)")
    .option('--secret-store <kind>', 'auto or file (MOLTBOT_OPS_SECRET_STORE, auto)')
    .option('--log-level <level>', 'debug, info, warn or error (MOLTBOT_OPS_LOG_LEVEL, info)')
    .option('--pair', 'show a pairing link and code even when this is no terminal')
    .option('--no-pair', 'show none')
    .addHelpText(
      'after',
      `
While it runs in a terminal, a code that a device shows can be typed right there to let the device in.

Examples:
  moltbot-ops start
  moltbot-ops start --port 0 --home /srv/ops
  MOLTBOT_OPS_GATEWAY_HOME=/home/bot moltbot-ops start`,
    )
    .action(async (options) => (await import('./commands/start.ts')).runStart(options));
}

function addJobs(program: Command): void {
  program
    .command('jobs')
    .description('list jobs, newest first: what runs, what waits, what ended')
    .option('--limit <count>', 'how many jobs, 1 to 200', parseJobLimit, 20)
    .action(async (options) => (await import('./commands/jobs.ts')).runJobList(options));
  const job = program
    .command('job')
    .enablePositionalOptions()
    .description('show one job, follow it, stop it, or give it credentials again')
    .argument('<job-id>', 'as `moltbot-ops jobs` lists it', parseJobId)
    .option('--follow', 'print its steps and lines as they come, until it has ended')
    .addHelpText(
      'after',
      `
With --follow the exit code is 0 when the job ends well and 1 when it does not.

Examples:
  moltbot-ops job job_4k2m9x0000000000
  moltbot-ops job job_4k2m9x0000000000 --follow
  moltbot-ops job cancel job_4k2m9x0000000000
  moltbot-ops job resume job_4k2m9x0000000000`,
    )
    .action(async (id, options) => (await import('./commands/jobs.ts')).runJob(id, options));
  job
    .command('cancel')
    .description('stop a job at its next safe point, and take back what can be taken back')
    .argument('<job-id>', 'as `moltbot-ops jobs` lists it', parseJobId)
    .action(async (id, options) => (await import('./commands/jobs.ts')).runJobCancel(id, options));
  job
    .command('resume')
    .description('give a job that waits its credentials again, so that it goes on')
    .argument('<job-id>', 'as `moltbot-ops jobs` lists it', parseJobId)
    .option('--key <file>', 'sign in with this private key; without it, by password')
    .addHelpText(
      'after',
      `
Credentials live in memory only, so a job on another machine waits for them after a restart of the agent. The password,
or the passphrase of the key, is asked for without being shown, or read as one line from standard input. It is never an
argument.

Examples:
  moltbot-ops job resume job_4k2m9x0000000000
  moltbot-ops job resume job_4k2m9x0000000000 --key ~/.ssh/id_ed25519
  pass show machine | moltbot-ops job resume job_4k2m9x0000000000
  moltbot-ops job resume job_4k2m9x0000000000 --key /dev/fd/3 3<key </dev/null`,
    )
    .action(async (id, options) => (await import('./commands/job-resume.ts')).runJobResume(id, options));
}

function addDevices(program: Command): void {
  const devices = program.command('devices').description('list, rename, change or revoke paired devices');
  devices
    .command('list', { isDefault: true })
    .description('list paired devices, newest first')
    .action(async (options) => (await import('./commands/devices.ts')).runDeviceList(options));
  devices
    .command('rename')
    .description('rename a device')
    .argument('<device-id>')
    .argument('<name>')
    .action(async (id, name, options) =>
      (await import('./commands/devices.ts')).runDeviceUpdate(id, { name }, options),
    );
  devices
    .command('role')
    .description('change the role of a device')
    .argument('<device-id>')
    .argument('<role>', 'owner, admin or viewer', parseRole)
    .action(async (id, name, options) =>
      (await import('./commands/devices.ts')).runDeviceUpdate(id, { role: name }, options),
    );
  devices
    .command('revoke')
    .description('shut a device out; its open streams end within a second')
    .argument('<device-id>')
    .action(async (id, options) => (await import('./commands/devices.ts')).runDeviceRevoke(id, options));
}

function addAudit(program: Command): void {
  const audit = program.command('audit').description('read the audit ledger, or prove that it is whole');
  audit
    .command('list')
    .description('print the newest audit records')
    .option('--limit <count>', 'how many records, 1 to 500', parseLimit, 50)
    .action(async (options) => (await import('./commands/audit.ts')).runAuditList(options));
  audit
    .command('verify')
    .description('check every link of the ledger; needs no running agent')
    .addHelpText(
      'after',
      '\nOpens the ledger read-only. Exits with 1 and names the first bad record when the chain is broken.',
    )
    .action(async (options) => (await import('./commands/audit.ts')).runAuditVerify(options));
}

const parseLimit = (text: string): number => parseCount(text, 500);
const parseJobLimit = (text: string): number => parseCount(text, 200);

function parseCount(text: string, max: number): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > max)
    throw new InvalidArgumentError(`It has to be a whole number from 1 to ${max}.`);
  return count;
}

function parseRole(text: string): 'owner' | 'admin' | 'viewer' {
  if (text === 'owner' || text === 'admin' || text === 'viewer') return text;
  throw new InvalidArgumentError('The role has to be owner, admin or viewer.');
}

/** The form of the contract's job ids, told here in words that say where to find one. */
function parseJobId(text: string): string {
  if (/^job_[0-9a-z]{8,40}$/.test(text)) return text;
  throw new InvalidArgumentError('It is not the id of a job: `moltbot-ops jobs` lists them.');
}
