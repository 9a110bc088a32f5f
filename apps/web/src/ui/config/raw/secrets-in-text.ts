// Secrets that were typed do not stand in the text that is shown: tokens do, and only what is sent has them back.
import type { ConfigField } from '@moltbot-ops/sdk/types';
import { isSensitiveAt, isTypedSecret, referenceIn } from '../mask.ts';
import { isTree, type Path } from '../tree.ts';

const token = /__MOLTBOT_OPS_TYPED_(\d+)__/g;
const tokenFor = (at: number) => `__MOLTBOT_OPS_TYPED_${at}__`;

/** Holds the secrets of one editing, in memory. */
export class TypedSecrets {
  private readonly held: string[] = [];

  /** The same with a token for every typed secret. */
  hide(value: unknown, fields: readonly ConfigField[], path: Path = []): unknown {
    if (Array.isArray(value)) return value.map((item, at) => this.hide(item, fields, [...path, at]));
    if (referenceIn(value)) return value;
    if (isTree(value))
      return Object.fromEntries(
        Object.entries(value).map(([key, one]) => [key, this.hide(one, fields, [...path, key])]),
      );
    return isTypedSecret(value) && isSensitiveAt(fields, path) && !this.holds(value) ? this.tokenOf(value) : value;
  }

  /** The same with the secrets back in their places. */
  reveal(value: unknown): unknown {
    if (typeof value === 'string') return this.revealText(value);
    if (Array.isArray(value)) return value.map((item) => this.reveal(item));
    if (!isTree(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, this.reveal(one)]));
  }

  /** Source text with the secrets back, escaped for either sort of quotes. */
  revealSource(source: string): string {
    return source.replace(token, (whole, at: string) => {
      const secret = this.held[Number(at)];
      return secret === undefined ? whole : JSON.stringify(secret).slice(1, -1).replaceAll("'", '\\u0027');
    });
  }

  private revealText(text: string): string {
    return text.replace(token, (whole, at: string) => this.held[Number(at)] ?? whole);
  }

  private holds(value: string): boolean {
    return value.replace(token, '') === '' && this.revealText(value) !== value;
  }

  private tokenOf(secret: string): string {
    const known = this.held.indexOf(secret);
    if (known >= 0) return tokenFor(known);
    this.held.push(secret);
    return tokenFor(this.held.length - 1);
  }
}
