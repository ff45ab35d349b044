import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseProcess } from '../process/v1/case.js';
import { reportProcess } from '../process/v1/report.js';
import type { Process, Subject } from '../engine/types.js';
import { authorityMatrix } from './authority.js';
import { processDocument } from './process-document.js';

const root = join(import.meta.dirname, '../../../..');
const processes = [caseProcess, reportProcess] as unknown as readonly Process<Subject>[];

/** What the tables say is compared with what was reviewed as text; UPDATE_GOLDEN=1 writes it anew. */
function expectGolden(path: string, text: string): void {
  const file = join(root, path);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(readFileSync(file, 'utf8')).toBe(text);
}

describe('What is generated from the tables', () => {
  it('docs/process.md says what the tables say', () => expectGolden('docs/process.md', processDocument(processes)));
  it('test/golden/authority.txt lists every right, command and state', () =>
    expectGolden('test/golden/authority.txt', authorityMatrix(processes)));
});
