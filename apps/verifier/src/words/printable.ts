const LONGEST = 2_000;

/** A hostile file must not steer the reader's terminal: control and formatting characters are shown as replacement characters. */
export function printable(text: string): string {
  return text.slice(0, LONGEST).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\ufffd');
}
