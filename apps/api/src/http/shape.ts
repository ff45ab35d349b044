import 'reflect-metadata';
import { plainToInstance, Type } from 'class-transformer';
import { registerDecorator, ValidateIf, ValidateNested, validateSync, type ValidationError } from 'class-validator';
import type { Field, Fields, Json, JsonObject } from '@tregua/casework';
import { instantOf } from './instant.js';
import { shapeSentences, type ProblemError, type ShapeRule } from './sentences.js';

/**
 * Request classes for class-validator, built from the law's own field tables: a command's shape is said once, in casework. The rules' names are
 * those of casework's `shapeProblems`, which checks the same once more where the law decides, so a client learns one set of codes.
 */
export type PayloadClass = new () => object;

const HASH = /^[0-9a-f]{64}$/;
const ID = /^[0-9a-z][0-9a-z-]{0,63}$/i;
const KEY = /^[\w.:/-]+$/;
const DECIMAL = /^-?(0|[1-9]\d{0,6})(\.\d{1,6})?$/;
/** Control characters other than tab and line ends, and lone surrogates: RFC 8785 cannot carry the latter, nobody needs the former. */
const UNWRITABLE = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

/** The class that checks a payload of these fields. */
export function payloadClass(name: string, fields: Fields): PayloadClass {
  const payload = { [name]: class {} }[name] as PayloadClass;
  for (const [property, field] of Object.entries(fields)) decorate(payload.prototype as object, property, field, name);
  return payload;
}

function decorate(target: object, property: string, field: Field, owner: string): void {
  if (field.optional) ValidateIf((whole: Record<string, unknown>) => whole[property] !== undefined)(target, property);
  else rule(target, property, 'isGiven', (value) => value !== undefined);
  const nested = nestedFields(field);
  rule(target, property, ruleOf(field), (value) => value === undefined || scalarRule(value, field) === undefined);
  if (nested === undefined) return;
  const type = payloadClass(`${owner}_${property}`, nested);
  Type(() => type)(target, property);
  ValidateNested({ each: field.kind === 'list' })(target, property);
}

function nestedFields(field: Field): Fields | undefined {
  if (field.kind === 'group') return field.fields;
  if (field.kind === 'secret') return field.of;
  if (field.kind !== 'list') return undefined;
  if (field.of.kind === 'list' && nestedFields(field.of) !== undefined)
    throw new Error('A list of lists of groups is more than a form can show.');
  return nestedFields(field.of);
}

function rule(target: object, propertyName: string, name: ShapeRule, validate: (value: unknown) => boolean): void {
  registerDecorator({
    name,
    target: target.constructor,
    propertyName,
    validator: { validate, defaultMessage: () => shapeSentences[name] },
  });
}

function ruleOf(field: Field): ShapeRule {
  return `is${field.kind[0]?.toUpperCase()}${field.kind.slice(1)}` as ShapeRule;
}

/** The rule that this value breaks by itself (groups inside are checked by their own class). */
function scalarRule(value: unknown, field: Field): ShapeRule | undefined {
  if (field.kind === 'list') {
    if (!Array.isArray(value)) return 'isList';
    if (value.length < field.min || value.length > field.max) return 'hasRightLength';
    return value.some((item) => scalarRule(item, field.of) !== undefined) ? 'isList' : undefined;
  }
  return isOfKind(value, field) ? undefined : ruleOf(field);
}

function isOfKind(value: unknown, field: Exclude<Field, { kind: 'list' }>): boolean {
  if (field.kind === 'group' || field.kind === 'secret') return isPlainObject(value);
  if (field.kind === 'integer') return Number.isSafeInteger(value) && (value as number) >= field.min && (value as number) <= field.max;
  if (field.kind === 'flag') return typeof value === 'boolean';
  if (typeof value !== 'string') return false;
  switch (field.kind) {
    case 'text':
      return value.trim().length >= 1 && value.length <= field.max && !UNWRITABLE.test(value);
    case 'code':
      return typeof field.of === 'string' ? value.length <= 64 && KEY.test(value) : field.of.includes(value);
    case 'id':
      return ID.test(value);
    case 'key':
      return value.length <= field.max && KEY.test(value);
    case 'hash':
      return HASH.test(value);
    case 'instant':
      return instantOf(value) !== undefined;
    case 'decimal':
      return DECIMAL.test(value) && Number(value) >= field.min && Number(value) <= field.max;
  }
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Checks a body of a programmatic class; an empty list says that all is well. */
export function shapeErrors(body: unknown, payload: PayloadClass, fields: Fields): ProblemError[] {
  if (!isPlainObject(body)) return [shapeError('', 'isGroup')];
  const forbidden = Object.keys(body).filter((name) => !Object.hasOwn(fields, name));
  if (forbidden.length > 0 && forbidden.some((name) => name in {}))
    return forbidden.map((name) => shapeError(`/${escapePointer(name)}`, 'isKnown'));
  const instance = plainToInstance(payload, body, { enableCircularCheck: false });
  const failures = validateSync(instance, VALIDATION);
  return failures.flatMap((failure) => pointErrors(failure, '', fields[failure.property], body[failure.property]));
}

const VALIDATION = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: false,
  validationError: { target: false, value: false },
} as const;

function pointErrors(failure: ValidationError, above: string, field: Field | undefined, value: unknown): ProblemError[] {
  const pointer = `${above}/${escapePointer(failure.property)}`;
  const broken = Object.keys(failure.constraints ?? {});
  if (field === undefined || broken.includes('whitelistValidation')) return [shapeError(pointer, 'isKnown')];
  if (broken.includes('isGiven')) return [shapeError(pointer, 'isGiven')];
  if (broken.length > 0 && (field.kind !== 'list' || !Array.isArray(value))) {
    const failed = scalarRule(value, field);
    if (failed !== undefined) return [shapeError(pointer, failed, field)];
  }
  if (field.kind === 'list') return listErrors(failure, pointer, field, value);
  const nested = nestedFields(field) ?? {};
  return (failure.children ?? []).flatMap((child) => pointErrors(child, pointer, nested[child.property], memberOf(value, child.property)));
}

function listErrors(failure: ValidationError, pointer: string, field: Field & { kind: 'list' }, value: unknown): ProblemError[] {
  const items = value as unknown[];
  if (items.length < field.min || items.length > field.max) return [shapeError(pointer, 'hasRightLength', field)];
  const nested = nestedFields(field.of);
  const direct = items.flatMap((item, index) => {
    const failed = scalarRule(item, field.of);
    return failed === undefined ? [] : [shapeError(`${pointer}/${index}`, failed, field.of)];
  });
  if (nested === undefined) return direct;
  const inside = (failure.children ?? []).flatMap((item) =>
    (item.children ?? []).flatMap((child) =>
      pointErrors(child, `${pointer}/${item.property}`, nested[child.property], memberOf(items[Number(item.property)], child.property)),
    ),
  );
  return [...direct, ...inside];
}

function memberOf(value: unknown, name: string): unknown {
  return isPlainObject(value) ? value[name] : undefined;
}

export function shapeError(pointer: string, code: ShapeRule, field?: Field): ProblemError {
  const bounds = field === undefined ? undefined : boundsOf(field);
  return { pointer, code, detail: shapeSentences[code], ...(bounds === undefined ? {} : { params: bounds }) };
}

function boundsOf(field: Field): JsonObject | undefined {
  switch (field.kind) {
    case 'text':
    case 'key':
      return { max: field.max };
    case 'integer':
    case 'decimal':
    case 'list':
      return { min: field.min, max: field.max };
    case 'code':
      return typeof field.of === 'string' ? { list: field.of } : { of: field.of };
    default:
      return undefined;
  }
}

export function escapePointer(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The payload as the law takes it: instants become milliseconds, everything else stays as it came. Call it on a checked body only. */
export function payloadOf(body: Record<string, unknown>, fields: Fields): JsonObject {
  const entries = Object.entries(fields).flatMap(([name, field]) =>
    body[name] === undefined ? [] : [[name, lawful(body[name], field)] as const],
  );
  return Object.fromEntries(entries);
}

function lawful(value: unknown, field: Field): Json {
  if (field.kind === 'instant') return instantOf(value as string) as number;
  if (field.kind === 'list') return (value as unknown[]).map((item) => lawful(item, field.of));
  if (field.kind === 'group') return payloadOf(value as Record<string, unknown>, field.fields);
  if (field.kind === 'secret') return payloadOf(value as Record<string, unknown>, field.of);
  return value as Json;
}
