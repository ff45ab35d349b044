/** What JSON can carry. Entries use less of it: whole numbers within 2^53 only (see canonical-bytes). */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
