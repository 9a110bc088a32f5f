import { AppError } from '../errors.ts';

const name_chars_max = 80;
// Control characters, line and paragraph separators, and what reverses or hides text: a name is shown beside others.
const refused_characters =
  /[\u034f\p{Cc}\u17b4\p{Zl}\u17b5\p{Zp}\p{Cs}\u180b-\u180f\u00ad\u061c\u115f\u1160\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e0fff}]/u;
// Joiners and marks belong to letters and emoji; alone they show nothing.
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** The name as it is kept. Throws `invalid_request` that names the field. */
export function parseDeviceName(name: string, field: 'device_name' | 'name'): string {
  const trimmed = name.normalize('NFC').trim();
  const length = [...trimmed].length;
  if (length < 1 || length > name_chars_max)
    throw refuse(field, `must have 1 to ${name_chars_max} characters besides spaces`);
  if (!visible.test(trimmed)) throw refuse(field, 'must hold something that can be seen');
  if (refused_characters.test(trimmed))
    throw refuse(field, 'must not hold control characters or ones that turn text around');
  return trimmed;
}

function refuse(field: string, message: string): AppError {
  return new AppError('invalid_request', { details: [{ field, message }] });
}
