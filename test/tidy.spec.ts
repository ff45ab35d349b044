import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');

function files(...folders: string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !file.includes('node_modules')),
  );
}

const text = (file: string): string => readFileSync(join(root, file), 'utf8');
const MADE = ['metadata.ts', 'apps/web/src/api/schema.d.ts']; // by the build
const code = files('apps', 'libs', 'test').filter((file) => /\.tsx?$/.test(file) && !MADE.some((made) => file.endsWith(made)));
const written = code.filter((file) => !file.includes('/migrations/'));

describe('the house is tidy', () => {
  it.each([
    ['no file of code is over 400 lines', written.filter((file) => !file.endsWith('.spec.ts') && text(file).split('\n').length > 401)],
    ['no folder is a drawer', code.filter((file) => /\/(common|shared|utils?|helpers?|misc|core|managers?)\//.test(file))],
    [
      'no file is a drawer',
      code.filter((file) => /\/(common|shared|utils?|helpers?|misc|manager|[\w-]+-(helpers?|utils?|manager))\.tsx?$/.test(file)),
    ],
    [
      'file names are kebab-case',
      code.filter((file) => !/^[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9-]+)*\.tsx?$/.test(file.split('/').pop() ?? '')),
    ],
    [
      'no test is left out or run alone',
      code.filter(
        (file) => /\b(it|test|describe)\.(skip|only|todo)\b|\bx(it|describe)\(/.test(text(file)) && !file.endsWith('tidy.spec.ts'),
      ),
    ],
    [
      'nothing is left to do in the code',
      code.filter((file) => /\b(TODO|FIXME|XXX|HACK)\b/.test(text(file)) && !file.endsWith('tidy.spec.ts')),
    ],
    [
      'no file switches its checks off as a whole',
      code.filter((file) => /@ts-nocheck|^\/\* eslint-disable \*\//m.test(text(file)) && !file.endsWith('tidy.spec.ts')),
    ],
    [
      'nothing depends on folders outside the project',
      files('apps', 'libs', 'test', 'scripts', 'docs', 'docker').filter(
        (file) => /\.\.\/shared\/|\/work\//.test(text(file)) && !file.endsWith('tidy.spec.ts'),
      ),
    ],
    [
      'the law imports nothing of Node or Nest',
      code.filter(
        (file) =>
          /^libs\/(casework|ledger)\/src\//.test(file) &&
          !/\.(spec|testing)\.ts$/.test(file) &&
          /from '(node:|@nestjs|typeorm|pg')/.test(text(file)),
      ),
    ],
    [
      'SQL stays in the store',
      code.filter(
        (file) =>
          /^(apps\/(api|worker|verifier)|libs\/(casework|ledger|docket|platform))\//.test(file) &&
          !/spec\.ts$|embedded-postgres/.test(file) &&
          /\b(insert into|delete from|select \* from|update tregua\.|(from|join) tregua\.)/i.test(text(file)),
      ),
    ],
  ])('%s', (_, offenders) => {
    expect(offenders).toEqual([]);
  });

  it('every library has a README of one page with its four parts', () => {
    const libraries = readdirSync(join(root, 'libs'));
    for (const library of libraries) {
      const page = text(`libs/${library}/README.md`);
      expect(page.split('\n').length).toBeLessThan(120);
      for (const part of ['Knows', 'Does not know', 'Invariants']) expect(`${library}: ${page}`).toContain(part);
    }
  });
});
