import type { PlanStep } from '../../../jobs/plan.ts';
import { readManifest } from '../../package-manifest.ts';
import { layoutOf, type Native } from './native-plan.ts';

/** States the exact release; it was resolved when the job was confirmed, so nothing is asked again. */
export function resolveRelease<Params>(native: Native): PlanStep<Params> {
  const { profile, channel, version, integrity } = native.target;
  const facts = { profile: profile.name, channel, version, integrity };
  return {
    step: 'resolve_release',
    title: 'Settle the exact version',
    cancel: 'now',
    async check(context) {
      const layout = await layoutOf(native, context);
      const present = await readManifest(context.host, layout.package_directory);
      if (present?.version !== version) return null;
      await context.remember(facts);
      return [{ label: 'version', value: `${version}, installed already` }];
    },
    async run(context) {
      await context.remember(facts);
      return [
        { label: 'release', value: `${profile.npm_package}@${version} (${channel})` },
        { label: 'integrity', value: integrity ?? 'not announced by the registry' },
      ];
    },
  };
}
