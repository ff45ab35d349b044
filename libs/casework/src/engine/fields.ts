/**
 * The shape of a command's payload, as data: the API checks with it, the OpenAPI document and the forms are drawn from it, the door knows by it
 * which values to seal, and `payloadIsShaped` checks it once more where the law decides.
 */
export type Field =
  /** Free text, file names, names of people: sealed by the door. 1..max characters. */
  | { readonly kind: 'text'; readonly max: number; readonly optional?: true }
  /** A value that stays hidden until an entry opens it (a ballot's choices): sealed by the door as a whole. */
  | { readonly kind: 'secret'; readonly of: Fields; readonly optional?: true }
  /** One of a fixed list, or of a list of the rulebook. */
  | { readonly kind: 'code'; readonly of: readonly string[] | string; readonly optional?: true }
  /** UUID of a stream or a person; or a short id made by the law itself (remedy, question). */
  | { readonly kind: 'id'; readonly optional?: true }
  | { readonly kind: 'key'; readonly max: number; readonly optional?: true }
  /** SHA-256, 64 lower-case hex. */
  | { readonly kind: 'hash'; readonly optional?: true }
  /** RFC 3339 with offset at the border; milliseconds UTC for the law. */
  | { readonly kind: 'instant'; readonly optional?: true }
  | { readonly kind: 'integer'; readonly min: number; readonly max: number; readonly optional?: true }
  /** A decimal number as a string, at most 6 places (a coordinate). */
  | { readonly kind: 'decimal'; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly kind: 'flag'; readonly optional?: true }
  | { readonly kind: 'list'; readonly of: Field; readonly min: number; readonly max: number; readonly optional?: true }
  | { readonly kind: 'group'; readonly fields: Fields; readonly optional?: true };

export type Fields = { readonly [name: string]: Field };
