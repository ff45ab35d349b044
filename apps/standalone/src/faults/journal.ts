import { closeSync, fsyncSync, openSync, readFileSync, readdirSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Appends lines of JSON to a file; each is on the disk before `write` returns, so that no crash of anybody takes it back. */
export class Journal<Line extends object> {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, 'a');
  }

  write(line: Line): void {
    writeSync(this.file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.file);
  }

  close(): void {
    closeSync(this.file);
  }
}

/** The lines of every journal in a folder whose name begins with `kind`; a last line that was cut off by a crash was never acknowledged. */
export function readJournals<Line>(folder: string, kind: string): Line[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(`${kind}-`) && name.endsWith('.jsonl'))
    .sort()
    .flatMap((name) => linesOf<Line>(readFileSync(join(folder, name), 'utf8')));
}

function linesOf<Line>(text: string): Line[] {
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);
}
