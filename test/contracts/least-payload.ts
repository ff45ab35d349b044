import { currentRulebookId, rulebookOf, type Field, type Fields } from '@tregua/casework';

const { lists } = rulebookOf(currentRulebookId);

/** The least body that is of the right shape: what must be given, and nothing else. */
export function leastPayload(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).flatMap(([name, field]) => (field.optional ? [] : [[name, leastValue(field)]])));
}

function leastValue(field: Field): unknown {
  switch (field.kind) {
    case 'text':
      return 'x';
    case 'secret':
      return leastPayload(field.of);
    case 'code':
      return (typeof field.of === 'string' ? lists[field.of] : field.of)?.[0];
    case 'id':
      return 'x1';
    case 'key':
      return 'x';
    case 'hash':
      return 'a'.repeat(64);
    case 'instant':
      return '2026-01-06T12:00:00Z';
    case 'integer':
      return field.min;
    case 'decimal':
      return String(field.min);
    case 'flag':
      return true;
    case 'list':
      return Array.from({ length: field.min }, () => leastValue(field.of));
    case 'group':
      return leastPayload(field.fields);
  }
}
