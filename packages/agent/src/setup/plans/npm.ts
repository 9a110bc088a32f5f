// The plan of a native installation by npm, for this machine and for others: from an exact release to a gateway that
// answers. Every step looks first, so a second run changes nothing; every step takes back what it made, and only that.
import type { PlanStep } from '../../jobs/plan.ts';
import { downloadPackage } from './native/download-package.ts';
import { installPackage } from './native/install-package.ts';
import { installService } from './native/install-service.ts';
import { linkCommand } from './native/link-command.ts';
import type { Native } from './native/native-plan.ts';
import { preparePrefix } from './native/prepare-prefix.ts';
import { provideNode } from './native/provide-node.ts';
import { provideNpm } from './native/provide-npm.ts';
import { resolveRelease } from './native/resolve-release.ts';
import { startService } from './native/start-service.ts';
import { waitReady } from './native/wait-ready.ts';
import { writeConfig } from './native/write-config.ts';

export function npmPlan<Params>(native: Native): PlanStep<Params>[] {
  return [
    resolveRelease(native),
    preparePrefix(native),
    provideNode(native),
    provideNpm(native),
    downloadPackage(native),
    installPackage(native),
    linkCommand(native),
    writeConfig(native),
    installService(native),
    startService(native),
    waitReady(native),
  ];
}
