// Every service manager of this host behind one question.
import type { ServiceManager } from '../ports/service-manager.ts';

/** Asks all of them together; the first ones listed come first in the answer. */
export function joinServiceManagers(managers: readonly ServiceManager[]): ServiceManager {
  return {
    stamp(query) {
      const marks = managers.map((manager) => manager.stamp(query)).filter((mark) => mark !== null);
      return marks.length === 0 ? null : marks.join('|');
    },
    async read(query) {
      const answers = await Promise.all(managers.map((manager) => manager.read(query)));
      return answers.flat();
    },
  };
}
