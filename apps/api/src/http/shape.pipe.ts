import { Injectable, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import { Problem, type ProblemError } from './problem.js';
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
  validationError: { target: false, value: false },
} as const;

function errorsOf(failure: ValidationError, inQuery: boolean, above: string): ProblemError[] {
  const place = inQuery ? { parameter: failure.property } : { pointer: `${above}/${escapePointer(failure.property)}` };
  const own = Object.entries(failure.constraints ?? {}).map(([code, detail]) =>
    code === 'whitelistValidation'
      ? { ...place, code: 'isKnown', detail: 'No value of this name is taken here.' }
      : { ...place, code, detail },
  );
  const inside = (failure.children ?? []).flatMap((child) => errorsOf(child, inQuery, place.pointer ?? ''));
  return [...own, ...inside];
}
