import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validateSync, type ValidationError } from 'class-validator';
import { Problem } from './problem.js';
import { refused, type ProblemError, type RefusalCode } from './sentences.js';
import { escapePointer, isPlainObject, shapeError } from './shape.js';

/**
 * Checks bodies and queries that are classes of ours. Unknown values are refused, and every error is named by its pointer (body) or name
 * (query). The bodies of commands are checked by the classes of shape.ts.
 */
@Injectable()
export class ShapePipe implements PipeTransform {
  transform(value: unknown, { metatype, type }: ArgumentMetadata): unknown {
    if (metatype === undefined || !['body', 'query'].includes(type) || BUILT_IN.has(metatype)) return value;
    if (!isPlainObject(value)) throw new Problem('shape-is-wrong', { errors: [shapeError('', 'isGroup')] });
    const instance = plainToInstance(metatype as new () => object, value);
    const failures = validateSync(instance, OPTIONS);
    if (failures.length === 0) return instance;
    throw new Problem('shape-is-wrong', { errors: failures.flatMap((failure) => errorsOf(failure, type === 'query', '')) });
  }
}

const BUILT_IN = new Set<unknown>([String, Number, Boolean, Array, Object]);
const OPTIONS = {
  whitelist: true,
  forbidNonWhitelisted: true,
  forbidUnknownValues: true,
  validationError: { target: true, value: false },
} as const;

function errorsOf(failure: ValidationError, inQuery: boolean, above: string): ProblemError[] {
  const place = inQuery ? { parameter: failure.property } : { pointer: `${above}/${escapePointer(failure.property)}` };
  const own = Object.keys(failure.constraints ?? {}).map((code) =>
    code === 'whitelistValidation' ? refused('isKnown', place) : refused(code as RefusalCode, place, boundsOf(failure, code)),
  );
  const inside = (failure.children ?? []).flatMap((child) => errorsOf(child, inQuery, place.pointer ?? ''));
  return [...own, ...inside];
}

/** What class-validator calls bounds, in the order in which its decorators take them. */
const BOUNDS: Readonly<Record<string, readonly string[]>> = {
  isLength: ['min', 'max'],
  maxLength: ['max'],
  min: ['min'],
  max: ['max'],
  arrayMinSize: ['min'],
  arrayMaxSize: ['max'],
  isIn: ['of'],
};

/** The bounds that a class sets for one of its values, under the names that our sentences use. */
function boundsOf({ target, property }: ValidationError, code: string): Readonly<Record<string, unknown>> | undefined {
  const names = BOUNDS[code];
  if (names === undefined || target === undefined) return undefined;
  const rules = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  const bounds = (rules.find(({ propertyName, name }) => propertyName === property && name === code)?.constraints ?? []) as unknown[];
  return Object.fromEntries(names.map((name, at) => [name, bounds[at]]));
}
