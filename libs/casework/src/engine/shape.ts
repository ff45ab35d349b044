import type { Field, Fields } from './fields.js';
import type { Json, JsonObject } from './types.js';
import type { Rulebook } from '../rulebook/rulebook.js';

/** One value that is not of its field's shape. `pointer` is an RFC 6901 JSON pointer into the payload. */
export interface ShapeProblem {
  readonly pointer: string;
  readonly rule: string;
}

const HASH = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-z][0-9a-z-]{0,63}$/i;
const DECIMAL = /^-?(0|[1-9]\d{0,6})(\.\d{1,6})?$/;

/** Everything in the payload that is not of its shape: missing, unknown or wrong values. An empty list: all is well. */
export function shapeProblems(payload: JsonObject, fields: Fields, rulebook: Rulebook, at = ''): ShapeProblem[] {
  if (isShaped(payload, fields, rulebook)) return [];
  const unknown = Object.keys(payload)
    .filter((name) => !Object.hasOwn(fields, name))
    .map((name) => ({ pointer: `${at}/${escape(name)}`, rule: 'isKnown' }));
  const known = Object.entries(fields).flatMap(([name, field]) => fieldProblems(payload[name], field, rulebook, `${at}/${escape(name)}`));
  return [...unknown, ...known];
}

/** A quick yes, which makes no lists: a replay asks it of every entry. */
function isShaped(payload: JsonObject, fields: Fields, rulebook: Rulebook): boolean {
  let given = 0;
  for (const [name, field] of listOf(fields)) {
    const value = payload[name];
    if (value === undefined) {
      if (field.optional !== true) return false;
    } else {
      if (!isOfField(value, field, rulebook)) return false;
      given += 1;
    }
  }
  // Every field that is given is one of these: then there are no others.
  for (const _ in payload) given -= 1;
  return given === 0;
}

const lists = new WeakMap<Fields, readonly (readonly [name: string, field: Field])[]>();

/** Fields are written once, with the table: they are listed once. */
function listOf(fields: Fields): readonly (readonly [name: string, field: Field])[] {
  let list = lists.get(fields);
  if (list === undefined) lists.set(fields, (list = Object.entries(fields)));
  return list;
}

function isOfField(value: Json, field: Field, rulebook: Rulebook): boolean {
  if (field.kind === 'group') return isObject(value) && isShaped(value, field.fields, rulebook);
  if (field.kind !== 'list') return holds(value, field, rulebook);
  if (!Array.isArray(value) || value.length < field.min || value.length > field.max) return false;
  return (value as readonly Json[]).every((item) => isOfField(item, field.of, rulebook));
}

function fieldProblems(value: Json | undefined, field: Field, rulebook: Rulebook, at: string): ShapeProblem[] {
  if (value === undefined) return field.optional ? [] : [{ pointer: at, rule: 'isGiven' }];
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return [{ pointer: at, rule: 'isList' }];
    if (value.length < field.min || value.length > field.max) return [{ pointer: at, rule: 'hasRightLength' }];
    return value.flatMap((item: Json, index) => fieldProblems(item, field.of, rulebook, `${at}/${index}`));
  }
  if (field.kind === 'group')
    return isObject(value) ? shapeProblems(value, field.fields, rulebook, at) : [{ pointer: at, rule: 'isGroup' }];
  return holds(value, field, rulebook) ? [] : [{ pointer: at, rule: `is${field.kind[0]?.toUpperCase()}${field.kind.slice(1)}` }];
}

function holds(value: Json, field: Exclude<Field, { kind: 'list' } | { kind: 'group' }>, rulebook: Rulebook): boolean {
  switch (field.kind) {
    case 'text':
    case 'secret':
      return isObject(value) && Object.keys(value).length === 1 && typeof value['sealed'] === 'string' && HASH.test(value['sealed']);
    case 'code': {
      const list = typeof field.of === 'string' ? rulebook.lists[field.of] : field.of;
      if (list === undefined) throw new Error(`Rulebook ${rulebook.id} has no list ${String(field.of)}.`);
      return typeof value === 'string' && list.includes(value);
    }
    case 'id':
      return typeof value === 'string' && ID.test(value);
    case 'key':
      return typeof value === 'string' && value.length >= 1 && value.length <= field.max && /^[\w.:/-]+$/.test(value);
    case 'hash':
      return typeof value === 'string' && HASH.test(value);
    case 'instant':
      return Number.isSafeInteger(value) && (value as number) >= 0;
    case 'integer':
      return Number.isSafeInteger(value) && (value as number) >= field.min && (value as number) <= field.max;
    case 'decimal':
      return typeof value === 'string' && DECIMAL.test(value) && Number(value) >= field.min && Number(value) <= field.max;
    case 'flag':
      return typeof value === 'boolean';
  }
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
