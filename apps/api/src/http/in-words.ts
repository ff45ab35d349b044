import { registerDecorator } from 'class-validator';
import { instantOf } from './instant.js';
import { sentences, type RefusalCode } from './sentences.js';

/** A rule of one value (or, with `each`, of each in a list) that is named, so that the pages have words for it. */
export function Rule(name: RefusalCode, holds: (value: string) => boolean, each = false): PropertyDecorator {
  return (target, propertyName) =>
    registerDecorator({
      name,
      target: target.constructor,
      propertyName: propertyName as string,
      options: { each },
      validator: { validate: (value: unknown) => typeof value === 'string' && holds(value), defaultMessage: () => sentences[name] },
    });
}

/** A moment in a query. */
export const IsInstant = (): PropertyDecorator => Rule('isInstant', (value) => instantOf(value) !== undefined);
/** A latitude (90 at most) or longitude (180) in a query. */
export const IsDegrees = (most: number): PropertyDecorator =>
  Rule('isDecimal', (value) => /^-?(0|[1-9]\d{0,2})(\.\d{1,6})?$/.test(value) && Math.abs(Number(value)) <= most);
