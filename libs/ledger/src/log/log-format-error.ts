/** A text or a file of the log that is not in the form that its specification asks. `field` names the part. */
export class LogFormatError extends Error {
  override readonly name = 'LogFormatError';

  constructor(
    readonly field: string,
    readonly problem: string,
  ) {
    super(`${field}: ${problem}`);
  }
}
