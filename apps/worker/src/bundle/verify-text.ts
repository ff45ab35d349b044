import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** The page that tells a stranger how to verify the bundle: docs/verify.md, found upwards from here, compiled or not. */
export async function verifyText(): Promise<string> {
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    const page = join(folder, 'docs', 'verify.md');
    if (existsSync(page)) return await readFile(page, 'utf8');
    if (dirname(folder) === folder) throw new Error('docs/verify.md is not there: a bundle cannot say how it is verified.');
  }
}
