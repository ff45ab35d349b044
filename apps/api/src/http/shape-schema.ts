import type { Field, Fields } from '@tregua/casework';

/** A JSON Schema (2020-12, as OpenAPI 3.1 takes it). */
export interface Schema {
  readonly [key: string]: unknown;
}

/** The schema of a payload, from the same table as its class: nothing else may be in it. */
export function payloadSchema(fields: Fields): Schema {
  const required = Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [name]));
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldSchema(field)])),
    ...(required.length === 0 ? {} : { required }),
  };
}

function fieldSchema(field: Field): Schema {
  switch (field.kind) {
    case 'text':
      return {
        type: 'string',
        minLength: 1,
        maxLength: field.max,
        description: 'Free text. It is kept apart from the history, which holds its commitment only.',
      };
    case 'secret':
      return { ...payloadSchema(field.of), description: 'Kept sealed until an entry opens it.' };
    case 'code':
      return typeof field.of === 'string'
        ? { type: 'string', maxLength: 64, description: `One of the list "${field.of}" of the rulebook.`, 'x-rulebook-list': field.of }
        : { type: 'string', enum: [...field.of] };
    case 'id':
      return { type: 'string', pattern: '^[0-9A-Za-z][0-9A-Za-z-]{0,63}$' };
    case 'key':
      return { type: 'string', minLength: 1, maxLength: field.max, pattern: '^[\\w.:/-]+$' };
    case 'hash':
      return { type: 'string', pattern: '^[0-9a-f]{64}$', description: 'SHA-256 in lower-case hex.' };
    case 'instant':
      return { type: 'string', format: 'date-time' };
    case 'integer':
      return { type: 'integer', minimum: field.min, maximum: field.max };
    case 'decimal':
      return { type: 'string', pattern: '^-?(0|[1-9]\\d{0,6})(\\.\\d{1,6})?$', description: `A number from ${field.min} to ${field.max}.` };
    case 'flag':
      return { type: 'boolean' };
    case 'list':
      return { type: 'array', items: fieldSchema(field.of), minItems: field.min, maxItems: field.max };
    case 'group':
      return payloadSchema(field.fields);
  }
}
