import { ValidateIf } from 'class-validator';

/** May be left out. class-validator's own IsOptional lets null pass as well, though our document says that it may not. */
export function Optional(): PropertyDecorator {
  return (target, property) => ValidateIf((whole: Record<PropertyKey, unknown>) => whole[property] !== undefined)(target, property);
}
