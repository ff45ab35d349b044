import type { Json, JsonObject } from './types.js';

// Reads of payloads, facts and outcomes. Their shape was checked before; what is not there, or not of the kind asked for, reads as absent.

export function givenString(from: JsonObject, name: string): string | null {
  const value = from[name];
  return typeof value === 'string' ? value : null;
}

export function givenNumber(from: JsonObject, name: string): number | null {
  const value = from[name];
  return typeof value === 'number' ? value : null;
}

export function givenFlag(from: JsonObject, name: string): boolean {
  return from[name] === true;
}

export function givenObject(from: JsonObject, name: string): JsonObject | null {
  const value = from[name];
  return isObject(value) ? value : null;
}

export function givenStrings(from: JsonObject, name: string): string[] {
  const value = from[name];
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** A text is there: the law sees its commitment, never the text. */
export function textIsGiven(from: JsonObject, name: string): boolean {
  const value = from[name];
  return isObject(value) && typeof value['sealed'] === 'string';
}

/** The commitment to a text, which names it without telling it. */
export function givenSeal(from: JsonObject, name: string): string | null {
  const value = givenObject(from, name);
  return value === null ? null : givenString(value, 'sealed');
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
