/** The wizard draws its fields as every form does; this is the one place where it asks for them. */
export { Field, type FieldValue } from '../acts/fields';
