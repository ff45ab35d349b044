/** The wizard draws its fields as every form does; this is the one place where it asks for them. */
export type { FieldValue } from '../acts/field';
export { Field } from '../acts/fields';
