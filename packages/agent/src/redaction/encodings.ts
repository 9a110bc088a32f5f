const b64_char = /[A-Za-z0-9+/_-]/;

/** One way in which a known secret can stand in text. */
export interface SecretForm {
  text: string;
  /** Base64 shares its first and last character with its neighbours: those go too. */
  is_base64: boolean;
}

/** All forms of a secret that are searched for: raw, JSON-, URI-, hex- and base64-encoded at any alignment. */
export function formsOf(secret: string): SecretForm[] {
  const raw = secret.toWellFormed();
  const escaped = jsonForms(raw);
  const plain = new Set([raw, ...escaped, ...uriForms(raw)]);
  const base64 = new Set<string>();
  for (const text of [raw, ...escaped]) {
    const bytes = Buffer.from(text, 'utf8');
    const hex = bytes.toString('hex');
    plain.add(hex).add(hex.toUpperCase());
    for (const form of base64Forms(bytes)) base64.add(form);
  }
  return [
    ...[...plain].map((text) => ({ text, is_base64: false })),
    ...[...base64].map((text) => ({ text, is_base64: true })),
  ].filter((form) => form.text.length >= 4);
}

export function isBase64Char(char: string | undefined): boolean {
  return char !== undefined && b64_char.test(char);
}

function jsonForms(raw: string): string[] {
  const once = JSON.stringify(raw).slice(1, -1);
  const twice = JSON.stringify(once).slice(1, -1);
  const forms = [once, twice, once.replaceAll('/', '\\/')];
  for (const upper of [false, true]) {
    // Writers that keep to ASCII escape every other character, and some escape markup as well.
    const ascii = once.replace(/[^\x20-\x7e]/g, (char) => unicodeEscape(char, upper));
    forms.push(
      ascii,
      ascii.replace(/[<>&']/g, (char) => unicodeEscape(char, upper)),
    );
  }
  return forms;
}

function unicodeEscape(char: string, upper: boolean): string {
  const hex = char.charCodeAt(0).toString(16).padStart(4, '0');
  return `\\u${upper ? hex.toUpperCase() : hex}`;
}

function uriForms(raw: string): string[] {
  const component = encodeURIComponent(raw);
  const strict = component.replace(/[!'()*]/g, (char) => percent(char.charCodeAt(0)));
  const form = new URLSearchParams({ v: raw }).toString().slice(2);
  const all = [...Buffer.from(raw, 'utf8')].map(percent).join('');
  const upper = [component, strict, form, encodeURI(raw), encodeURIComponent(component), all];
  return [...upper, ...upper.map((text) => text.replace(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()))];
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}

/** The characters that depend on the secret alone, for each of the three places a byte can have in a group. */
function base64Forms(bytes: Buffer): string[] {
  const forms: string[] = [];
  for (let shift = 0; shift < 3; shift += 1) {
    const shifted = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const from = Math.ceil((shift * 8) / 6);
    const to = Math.floor(((shift + bytes.length) * 8) / 6);
    const standard = shifted.slice(from, to);
    const url = standard.replaceAll('+', '-').replaceAll('/', '_');
    forms.push(standard, url, encodeURIComponent(standard));
  }
  return forms;
}
