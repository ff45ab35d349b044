import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeEvidenceStore } from './evidence-store.testing.js';
import { FileEvidenceStore } from './index.js';

const root = mkdtempSync(join(tmpdir(), 'tregua-evidence-'));
const store = new FileEvidenceStore(root);
afterAll(() => rmSync(root, { recursive: true, force: true }));

describeEvidenceStore('on the file system', () => ({
  store,
  kept: () =>
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(root.length + 1))
      .sort(),
  alter: (sha256) => {
    const place = join(root, sha256.slice(0, 2), sha256.slice(2, 4), sha256);
    chmodSync(place, 0o600);
    writeFileSync(place, 'altered!');
  },
  partBytes: 1024 * 1024,
}));
