import type { LintRule } from './rule.ts';

/**
 * Incident class 20 and exposed gateways: tokens in a file that any user of the machine may read, or, worse, write.
 */
export const readableByOthers: LintRule = {
  name: 'readable_by_others',
  severity: 'warning',
  find: ({ files }) =>
    files
      .filter(({ mode }) => (mode & 0o077) !== 0)
      .map(({ path, what, mode }) => {
        const may = (mode & 0o022) === 0 ? 'read' : 'change';
        return {
          path: [],
          message: `Other users of the machine may ${may} ${what} ${path}.`,
          next_step: `Take that from them: \`chmod go-rwx ${path}\`.`,
        };
      }),
};
