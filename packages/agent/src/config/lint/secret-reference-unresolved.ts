import { type Finding, isEnabled, type LintInput, type LintRule, referenceKey } from './rule.ts';
import { isReference, isTree, type Path } from '../tree.ts';

/**
 * Incident class 20, secrets missing under the service (`unresolved SecretRef`, `SECRET_SURFACE_UNAVAILABLE`): a
 * reference that leads nowhere stops the gateway where the part that it belongs to is on.
 */
export const secretReferenceUnresolved: LintRule = {
  name: 'secret_reference_unresolved',
  severity: 'error',
  find: (input) => [...referencesIn(input.config, [])].flatMap(({ path, reference }) => judge(input, path, reference)),
};

interface Reference {
  source: string;
  provider?: string;
  id: string;
}

/** Every reference to a secret, and where it stands. */
export function* referencesIn(value: unknown, path: Path): Generator<{ path: Path; reference: Reference }> {
  if (isReference(value)) yield { path, reference: value };
  else if (Array.isArray(value)) for (const [at, item] of value.entries()) yield* referencesIn(item, [...path, at]);
  else if (isTree(value)) {
    for (const [name, member] of Object.entries(value)) yield* referencesIn(member, [...path, name]);
  }
}

function judge(input: LintInput, path: Path, reference: Reference): Finding[] {
  const why = findFault(input, reference);
  if (why === null) return [];
  const unsure = reference.source === 'env' && input.service.variables === null;
  const severity = isEnabled(input, path) && !unsure ? 'error' : 'warning';
  return [{ path, severity, message: why.message, next_step: why.next_step }];
}

function findFault(input: LintInput, reference: Reference): { message: string; next_step: string } | null {
  const { source, id } = reference;
  if (source === 'env') {
    if (input.env[id]) return null;
    return {
      message: `\`${id}\` is not set for the service, whatever a shell may say (looked at: ${input.service.described}).`,
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
