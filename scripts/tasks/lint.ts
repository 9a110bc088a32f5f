import { runGateTask } from '../lib/gate-task.ts';

process.exitCode = await runGateTask('lint', ['lint', 'format', 'unused', 'arrows', 'secrets', 'workflows']);
