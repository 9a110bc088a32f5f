import { AppError } from '../errors.ts';

const name_chars_max = 80;
// Control characters, line and paragraph separators, and what reverses or hides text: a name is shown beside others.
const refused_characters = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

/** The name as it is kept. Throws `invalid_request` that names the field. */
export function parseDeviceName(name: string, field: 'device_name' | 'name'): string {
  const trimmed = name.normalize('NFC').trim();
  const length = [...trimmed].length;
  if (length < 1 || length > name_chars_max)
    throw refuse(field, `must have 1 to ${name_chars_max} characters besides spaces`);
  if (refused_characters.test(trimmed))
    throw refuse(field, 'must not hold control characters or ones that turn text around');
  return trimmed;
}

function refuse(field: string, message: string): AppError {
  return new AppError('invalid_request', { details: [{ field, message }] });
}
