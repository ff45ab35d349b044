/** Something that is not as it must be, and where. */
export interface Finding {
  /** A code in camelCase, for a machine. */
  readonly what: string;
  readonly stream: string;
  /** The entry; 0 when the finding is about the stream as a whole. */
  readonly seq: number;
  /** JSON pointer inside the entry's data, where one field is meant. */
  readonly field?: string;
  /** A sentence, for people. */
  readonly says: string;
}
