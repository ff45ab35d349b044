const [OPEN, COMMA, CLOSE] = [0x5b, 0x2c, 0x5d];

/** Lines of JSON that are parsed at once, as one list: that costs less than each by itself. */
export class ListOfLines {
  count = 0;
  /** Bytes. */
  length = 0;
  private bytes = new Uint8Array(128 * 1024);
  private readonly decoder = new TextDecoder();

  add(line: Uint8Array): void {
    const end = this.length + 1 + line.length;
    if (end >= this.bytes.length) {
      const more = new Uint8Array(2 * end);
      more.set(this.bytes);
      this.bytes = more;
    }
    this.bytes[this.length] = this.count === 0 ? OPEN : COMMA;
    this.bytes.set(line, this.length + 1);
    this.length = end;
    this.count += 1;
  }

  /** What the lines hold, which are forgotten then. @throws SyntaxError where one is no JSON */
  take(): unknown[] {
    if (this.count === 0) return [];
    this.bytes[this.length] = CLOSE;
    const text = this.decoder.decode(this.bytes.subarray(0, this.length + 1));
    this.count = 0;
    this.length = 0;
    return JSON.parse(text) as unknown[];
  }
}
