import type { Json, JsonObject } from '../engine/types.js';

// Payloads and facts are plain JSON: these read them without trusting their shape, so that a replay of a foreign file cannot crash the law.

export function asObject(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as { readonly [key: string]: unknown }) : {};
}

export function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function asText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function asTexts(value: unknown): string[] {
  return asList(value).filter((item) => typeof item === 'string');
}

export function asInteger(value: unknown): number | null {
  return Number.isSafeInteger(value) ? (value as number) : null;
}

/** Types of ours are interfaces, which TypeScript does not take for index signatures; all of them are plain JSON. */
export function toJson(value: object): Json {
  return value as unknown as Json;
}

export function toJsonObject(value: object): JsonObject {
  return value as unknown as JsonObject;
}
