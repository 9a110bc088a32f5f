import { valueAtPath } from '../tree.ts';
import { type Finding, type LintRule, textAt } from './rule.ts';

const bytes_max = 1024 ** 3;
const copies = 6;

/** Incident class 10, disk full (a log of 13 GB): rotation that comes too late, or a level that writes without end. */
export const logUnbounded: LintRule = {
  name: 'log_unbounded',
  severity: 'warning',
  find(input) {
    const bytes = valueAtPath(input.config, ['logging', 'maxFileBytes']);
    const level = textAt(input, 'logging', 'level');
    const found: Finding[] = [];
    if (typeof bytes === 'number' && bytes > bytes_max) {
      found.push({
        path: ['logging', 'maxFileBytes'],
        message: `The log may grow to ${Math.round((bytes * copies) / 1024 ** 3)} GiB before the oldest part goes.`,
        next_step: 'Leave `logging.maxFileBytes` out for 100 MB a file, or set at most 1 GiB.',
      });
    }
    if (level === 'trace' || level === 'debug') {
      found.push({
        path: ['logging', 'level'],
        message: 'At this level the log fills disks within days and holds what people wrote.',
        next_step: 'Set `logging.level` to `info` when you have found what you look for.',
      });
    }
    return found;
  },
};
