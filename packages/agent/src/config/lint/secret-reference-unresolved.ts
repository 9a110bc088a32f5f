import type { Path } from '../tree.ts';
import { type Finding, isEnabled, type LintInput, type LintRule, referenceKey, type SecretReference } from './rule.ts';

/**
 * Incident class 20, secrets missing under the service (`unresolved SecretRef`, `SECRET_SURFACE_UNAVAILABLE`): a
 * reference that leads nowhere stops the gateway where the part that it belongs to is on.
 */
export const secretReferenceUnresolved: LintRule = {
  name: 'secret_reference_unresolved',
  severity: 'error',
  find: (input) => input.references_used.flatMap(({ path, reference }) => judge(input, path, reference)),
};

function judge(input: LintInput, path: Path, reference: SecretReference): Finding[] {
  const why = findFault(input, reference);
  if (why === null) return [];
  const unsure = reference.source === 'env' && input.service.variables === null;
  const severity = isEnabled(input, path) && !unsure ? 'error' : 'warning';
  return [{ path, severity, message: why.message, next_step: why.next_step }];
}

function findFault(input: LintInput, reference: SecretReference): { message: string; next_step: string } | null {
  const { source, id } = reference;
  if (source === 'env') {
    if (input.env[id] || input.is_remote) return null;
    return {
      message: `\`${id}\` is not set for the service, whatever a shell may say (looked at those ${input.service.described}).`,
      next_step: `Add \`${id}\` to \`~/${input.runtime.state_directory}/.env\` or to the service.`,
    };
  }
  const found = input.references.get(referenceKey(reference));
  if (source !== 'file' || found !== null) return null;
  return {
    message: `The secret file of provider \`${reference.provider ?? 'default'}\` has nothing at \`${id}\`, or cannot be read.`,
    next_step: 'Compare `secrets.providers` with the file: its path, its mode, and what stands in it.',
  };
}
