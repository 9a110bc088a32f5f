// Holds a value against a JSON Schema by reading the schema, not by compiling it: compiling the gateway's would take
// seconds and two hundred megabytes, reading takes as long as the value is large. All of draft-07 but remote references.
// A union that fits nowhere becomes one problem: what is wrong with the branch that was most likely meant.
import { fullFormats } from 'ajv-formats/dist/formats.js';
import {
  enterScope,
  followReference,
  isSchema,
  listedValues,
  type Schema,
  type Scopes,
  typesOf,
} from './schema-document.ts';
import { isEqual, isTree, type Path, type Tree } from './tree.ts';

export interface SchemaProblem {
  path: Path;
  message: string;
  /** What would be allowed there, where it is a short list. */
  allowed?: unknown[];
  /** The value has the wrong type or is not among the allowed ones. */
  unfit?: boolean;
}

const problems_max = 200;
const pattern_length_max = 20_000;

/** What does not fit, in the order of the schema; empty when all does. */
export function checkSchema(schema: Schema, value: unknown): SchemaProblem[] {
  return check({ schema, scopes: enterScope([], schema), value, path: [] }).slice(0, problems_max);
}

interface Given {
  schema: Schema;
  scopes: Scopes;
  value: unknown;
  path: Path;
}

function check(given: Given): SchemaProblem[] {
  const followed = followReference(given.schema, given.scopes);
  const { schema } = followed;
  if (schema === true) return [];
  if (schema === false) return [{ path: given.path, message: 'is not allowed here', unfit: true }];
  const at: At = { ...given, schema, scopes: enterScope(followed.scopes, schema) };
  const wrong_type = checkType(at);
  // A value of another type would only collect problems that say the same.
  return wrong_type.length > 0 ? wrong_type : checks.flatMap((one) => one(at));
}

interface At extends Given {
  schema: Tree;
}

const inside = (at: At, schema: unknown, value: unknown, ...keys: (string | number)[]): SchemaProblem[] =>
  isSchema(schema) ? check({ schema, scopes: at.scopes, value, path: [...at.path, ...keys] }) : [];

const wrong = ({ path }: At, message: string, more: Partial<SchemaProblem> = {}): SchemaProblem[] => [
  { path, message, ...more },
];

const typeTests: Record<string, (value: unknown) => boolean> = {
  string: (value) => typeof value === 'string',
  number: Number.isFinite,
  integer: Number.isInteger,
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: Array.isArray,
  object: isTree,
};
const typeWords: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
  array: 'a list',
  object: 'an object',
};

function checkType(at: At): SchemaProblem[] {
  const types = typesOf(at.schema);
  if (types.length === 0 || types.some((type) => typeTests[type]?.(at.value) ?? true)) return [];
  const allowed = listedValues(at.schema);
  if (allowed !== null) return notListed(at, allowed);
  return wrong(at, `must be ${types.map((type) => typeWords[type] ?? type).join(' or ')}`, { unfit: true });
}

function notListed(at: At, allowed: unknown[]): SchemaProblem[] {
  const unique = allowed.filter((value, index) => allowed.findIndex((other) => isEqual(other, value)) === index);
  return wrong(at, `must be one of: ${unique.map(showValue).join(', ')}`, { allowed: unique, unfit: true });
}

const showValue = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 80);

const checks: ((at: At) => SchemaProblem[])[] = [
  checkListed,
  checkNumber,
  checkText,
  checkList,
  checkObject,
  checkMembers,
  checkParts,
];

function checkListed(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (Array.isArray(schema.enum) && !schema.enum.some((one) => isEqual(one, value))) return notListed(at, schema.enum);
  return 'const' in schema && !isEqual(schema.const, value) ? notListed(at, [schema.const]) : [];
}

function checkNumber(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (typeof value !== 'number') return [];
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const found: SchemaProblem[] = [];
  if (typeof minimum === 'number' && value < minimum) found.push(...wrong(at, `must be at least ${minimum}`));
  if (typeof maximum === 'number' && value > maximum) found.push(...wrong(at, `must be at most ${maximum}`));
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    found.push(...wrong(at, `must be greater than ${exclusiveMinimum}`));
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    found.push(...wrong(at, `must be less than ${exclusiveMaximum}`));
  if (typeof multipleOf === 'number' && multipleOf > 0 && !Number.isInteger(value / multipleOf))
    found.push(...wrong(at, `must be a multiple of ${multipleOf}`));
  return found;
}

const patterns = new Map<string, RegExp | null>();

function patternOf(source: string): RegExp | null {
  let pattern = patterns.get(source);
  if (pattern === undefined) {
    try {
      pattern = new RegExp(source, 'u');
    } catch {
      pattern = null; // a plugin's pattern that JavaScript does not take judges nothing
    }
    if (patterns.size > 2_000) patterns.clear();
    patterns.set(source, pattern);
  }
  return pattern;
}

const matches = (source: unknown, text: string): boolean =>
  typeof source !== 'string' || text.length > pattern_length_max || (patternOf(source)?.test(text) ?? true);

function checkText(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (typeof value !== 'string') return [];
  const { minLength, maxLength, pattern, format } = schema;
  const length = Array.from(value).length;
  const found: SchemaProblem[] = [];
  if (typeof minLength === 'number' && length < minLength)
    found.push(...wrong(at, minLength === 1 ? 'must not be empty' : `must have at least ${minLength} characters`));
  if (typeof maxLength === 'number' && length > maxLength)
    found.push(...wrong(at, `must have at most ${maxLength} characters`));
  if (!matches(pattern, value)) found.push(...wrong(at, `must match ${String(pattern)}`));
  if (typeof format === 'string' && !fitsFormat(format, value)) found.push(...wrong(at, `must be a valid ${format}`));
  return found;
}

function fitsFormat(name: string, text: string): boolean {
  const format = (fullFormats as Record<string, unknown>)[name]; // a table of patterns, functions and objects of both
  const test = isTree(format) && !(format instanceof RegExp) ? format.validate : format;
  if (test instanceof RegExp) return test.test(text);
  return typeof test === 'function' ? test(text) === true : true;
}

function checkList(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (!Array.isArray(value)) return [];
  const { items, additionalItems, minItems, maxItems, uniqueItems, contains } = schema;
  const found: SchemaProblem[] = [];
  if (typeof minItems === 'number' && value.length < minItems)
    found.push(...wrong(at, `needs at least ${minItems} items`));
  if (typeof maxItems === 'number' && value.length > maxItems)
    found.push(...wrong(at, `takes at most ${maxItems} items`));
  if (uniqueItems === true && new Set(value.map(sameText)).size < value.length)
    found.push(...wrong(at, 'must not hold the same item twice'));
  if (contains !== undefined && !value.some((item) => inside(at, contains, item).length === 0))
    found.push(...wrong(at, 'lacks an item of the needed kind'));
  for (const [index, item] of value.entries()) {
    const rule = Array.isArray(items) ? (index < items.length ? items[index] : additionalItems) : items;
    found.push(...inside(at, rule, item, index));
    if (found.length > problems_max) break;
  }
  return found;
}

/** Equal values have the same text, whatever the order of their members. */
const sameText = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    isTree(member) ? Object.fromEntries(Object.entries(member).toSorted(([a], [b]) => (a < b ? -1 : 1))) : member,
  );

function checkObject(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (!isTree(value)) return [];
  const { required, minProperties, maxProperties, dependencies } = schema;
  const found: SchemaProblem[] = [];
  for (const name of Array.isArray(required) ? required.map(String) : []) {
    if (!Object.hasOwn(value, name) && !hasDefault(at, name))
      found.push({ path: [...at.path, name], message: 'is required' });
  }
  const count = Object.keys(value).length;
  if (typeof minProperties === 'number' && count < minProperties)
    found.push(...wrong(at, `needs at least ${minProperties} members`));
  if (typeof maxProperties === 'number' && count > maxProperties)
    found.push(...wrong(at, `takes at most ${maxProperties} members`));
  for (const [name, rule] of Object.entries(isTree(dependencies) ? dependencies : {})) {
    if (!Object.hasOwn(value, name)) continue;
    for (const other of Array.isArray(rule) ? rule.map(String) : []) {
      if (!Object.hasOwn(value, other))
        found.push({ path: [...at.path, other], message: `is required beside ${name}` });
    }
    found.push(...inside(at, Array.isArray(rule) ? true : rule, value));
  }
  return found;
}

/** The schema says what the gateway makes of a configuration; what it fills in by itself need not be written. */
function hasDefault(at: At, name: string): boolean {
  const { properties } = at.schema;
  const own = isTree(properties) ? properties[name] : undefined;
  const { schema } = followReference(isSchema(own) ? own : true, at.scopes);
  return isTree(schema) && 'default' in schema;
}

function checkMembers(at: At): SchemaProblem[] {
  const { schema, value } = at;
  if (!isTree(value)) return [];
  const { properties, patternProperties, additionalProperties, propertyNames } = schema;
  const by_pattern = Object.entries(isTree(patternProperties) ? patternProperties : {});
  const found: SchemaProblem[] = [];
  for (const [name, member] of Object.entries(value)) {
    const known = isTree(properties) && Object.hasOwn(properties, name);
    const fitting = by_pattern.filter(([source]) => matches(source, name));
    if (known) found.push(...inside(at, properties[name], member, name));
    for (const [, rule] of fitting) found.push(...inside(at, rule, member, name));
    if (!known && fitting.length === 0) {
      if (additionalProperties === false)
        found.push({ path: [...at.path, name], message: 'is not known here', unfit: true });
      else found.push(...inside(at, additionalProperties, member, name));
    }
    if (propertyNames !== undefined)
      found.push(
        ...inside(at, propertyNames, name, name).map((one) => ({ ...one, message: `its name ${one.message}` })),
      );
    if (found.length > problems_max) break;
  }
  return found;
}

function checkParts(at: At): SchemaProblem[] {
  const { allOf, anyOf, oneOf, not } = at.schema;
  const found = Array.isArray(allOf) ? allOf.flatMap((part) => inside(at, part, at.value)) : [];
  for (const [union, exactly] of [
    [anyOf, false],
    [oneOf, true],
  ] as const) {
    if (!Array.isArray(union)) continue;
    const branches = union.map((part) => inside(at, part, at.value));
    const fitting = branches.filter((problems) => problems.length === 0).length;
    if (fitting === 0) found.push(...bestBranch(at, union, branches));
    else if (exactly && fitting > 1) found.push(...wrong(at, 'fits more than one of the forms that it may have'));
  }
  if (isSchema(not) && inside(at, not, at.value).length === 0)
    found.push(...wrong(at, 'has a form that is not allowed'));
  const condition = at.schema.if;
  if (isSchema(condition)) {
    const holds = inside(at, condition, at.value).length === 0;
    found.push(...inside(at, holds ? at.schema.then : at.schema.else, at.value));
  }
  return found;
}

/** What to say when no branch of a union fits. */
function bestBranch(at: At, union: unknown[], branches: SchemaProblem[][]): SchemaProblem[] {
  const depth = at.path.length;
  // A branch was meant when the value itself fits it and only something inside does not.
  const meant = branches.filter((problems) => problems.every((one) => one.path.length > depth || one.unfit !== true));
  if (meant.length > 0) {
    return meant.reduce((best, one) => (rank(one, depth) > rank(best, depth) ? one : best));
  }
  const allowed = union.map((part) => (isSchema(part) ? listedValues(part, true) : null));
  if (allowed.every((values) => values !== null)) return notListed(at, allowed.flat());
  const words = branches.flatMap((problems) =>
    problems.filter((one) => one.path.length === depth).map((one) => one.message),
  );
  const kinds = [...new Set(words)].map((message) => message.replace(/^must be /, ''));
  return wrong(at, `must be ${kinds.slice(0, 4).join(', or ')}`, { unfit: true });
}

/** A branch that tells kinds apart by a fixed member is meant when that member fits; then the fewest problems win. */
function rank(problems: SchemaProblem[], depth: number): number {
  const wrong_kind = problems.some((one) => one.allowed?.length === 1 && one.path.length === depth + 1);
  return (wrong_kind ? -1_000 : 0) - problems.length;
}
