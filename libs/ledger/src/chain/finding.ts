/** Something that is not as it must be, and where. */
export interface Finding {
  /** A code in camelCase, for a machine. */
  readonly what: string;
  /** Empty where no stream can be named. */
  readonly stream: string;
  /** The entry; 0 when the finding is about the stream as a whole. */
  readonly seq: number;
  /** JSON pointer inside the entry's data, where one field is meant. */
  readonly field?: string;
  /** Line of the file in which it was found, where there is a file. */
  readonly line?: number;
  /** A sentence, for people. */
  readonly says: string;
}
