import { runGateTask } from '../lib/gate-task.ts';

process.exitCode = await runGateTask('types', ['types', 'types-web']);
