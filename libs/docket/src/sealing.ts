import { createHash, randomBytes } from 'node:crypto';
import { shapeProblems, type Field, type Fields, type Json, type JsonObject, type Rulebook, type ShapeProblem } from '@tregua/casework';
import { commitmentOf } from '@tregua/ledger';
import type { NewSealedValue } from './ports.js';

export const sha256 = (bytes: Uint8Array): Uint8Array => createHash('sha256').update(bytes).digest();

/** Where an entry will stand: a commitment binds stream and seq. */
export interface Place {
  readonly stream: string;
  readonly seq: number;
}

export interface SealedPayload {
  readonly payload: JsonObject;
  readonly sealed: readonly NewSealedValue[];
  /** Texts that are no text, too long or not well-formed, and secrets that are not of their shape. Others are found where the law decides. */
  readonly problems: readonly ShapeProblem[];
}

/**
 * Replaces each text and secret of a payload by its commitment, so that neither the law nor the history ever holds it in clear. A value that is
 * `{sealed}` already is let through only for the law's own follow-ups: it names a text that was sealed where it was first given.
 */
export function sealPayload(payload: JsonObject, fields: Fields, place: Place, rulebook: Rulebook, fromTheLaw: boolean): SealedPayload {
  const sealed: NewSealedValue[] = [];
  const problems: ShapeProblem[] = [];

  const commit = (value: Json, pointer: string): Json => {
    const salt = randomBytes(32).toString('hex');
    const hidden = { ...place, field: `/payload${pointer}`, value, salt };
    sealed.push(hidden);
    return { sealed: commitmentOf(hidden, sha256) };
  };

  const sealValue = (value: Json, field: Field, pointer: string): Json => {
    if (fromTheLaw && isSealed(value)) return value;
    if (field.kind === 'text') {
      if (isText(value, field.max)) return commit(value, pointer);
      problems.push({ pointer, rule: 'isText' });
      return null;
    }
    if (field.kind === 'secret') {
      const wrong = isObject(value) ? shapeProblems(value, field.of, rulebook, pointer) : [{ pointer, rule: 'isGroup' }];
      problems.push(...wrong);
      return wrong.length === 0 ? commit(value, pointer) : null;
    }
    if (field.kind === 'list') {
      return isList(value) ? value.map((item, index) => sealValue(item, field.of, `${pointer}/${index}`)) : value;
    }
    if (field.kind === 'group') return isObject(value) ? sealGroup(value, field.fields, pointer) : value;
    return value;
  };

  const sealGroup = (group: JsonObject, known: Fields, at: string): JsonObject =>
    Object.fromEntries(
      Object.entries(group).map(([name, value]) => {
        const field = Object.hasOwn(known, name) ? known[name] : undefined;
        // A value that no field describes is refused by the law: until then it is hidden from the history all the same.
        return [name, field === undefined ? value : sealValue(value, field, `${at}/${escape(name)}`)];
      }),
    );

  return { payload: sealGroup(payload, fields, ''), sealed, problems };
}

/** Seals one value at one place: what a motion holds, a file name. `field` is the pointer inside `data`. */
export function sealValue(
  value: Json,
  field: string,
  place: Place,
): { readonly commitment: { readonly sealed: string }; readonly sealed: NewSealedValue } {
  const sealed = { ...place, field, value, salt: randomBytes(32).toString('hex') };
  return { commitment: { sealed: commitmentOf(sealed, sha256) }, sealed };
}

function isText(value: Json, max: number): value is string {
  // A lone surrogate has no UTF-8 and so no canonical form (RFC 8785): such a text could never be hashed twice alike.
  return (
    typeof value === 'string' && value.trim().length >= 1 && value.length <= max && !/\p{Surrogate}/u.test(value) && !value.includes('\0')
  );
}

function isSealed(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 1 && typeof value['sealed'] === 'string';
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function escape(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
