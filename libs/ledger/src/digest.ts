/** SHA-256, handed in: node:crypto in Node, another in a page. This room itself knows no cryptography. */
export type Digest = (bytes: Uint8Array) => Uint8Array;

const encoder = new TextEncoder();

/** A name that is hashed in front of the content and ended by a zero byte, so that no digest of one kind can pass for one of another. */
export function domain(name: string): Uint8Array {
  return encoder.encode(`${name}\0`);
}

/** The parts one after another. */
export function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
