import { registerDecorator } from 'class-validator';
import { instantOf } from './instant.js';

/** A rule of one value of a query, with the sentence that a reader gets. */
function Rule(name: string, holds: (value: string) => boolean, says: string): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      validator: { validate: (value: unknown) => typeof value === 'string' && holds(value), defaultMessage: () => says },
    });
}

/** A moment in a query. */
export const IsInstant = (): PropertyDecorator =>
  Rule('isInstant', (value) => instantOf(value) !== undefined, 'A real instant of the calendar is needed, as RFC 3339 with its offset.');
/** A latitude (90 at most) or longitude (180) in a query. */
export const IsDegrees = (most: number): PropertyDecorator =>
  Rule(
    'isDecimal',
    (value) => /^-?(0|[1-9]\d{0,2})(\.\d{1,6})?$/.test(value) && Math.abs(Number(value)) <= most,
    `Decimal degrees from -${most} to ${most} are needed, with at most 6 places.`,
  );
