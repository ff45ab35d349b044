import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';

/** Beside each file that shrinks, the same compressed: the API hands that out, and compresses nothing itself. */
const compressed: Plugin = {
  name: 'tregua-compressed',
  apply: 'build',
  writeBundle({ dir = '.' }, bundle) {
    for (const file of Object.values(bundle)) {
      if (!/\.(js|css|svg|json|map)$/.test(file.fileName)) continue;
      writeFileSync(join(dir, `${file.fileName}.gz`), gzipSync(file.type === 'chunk' ? file.code : file.source, { level: 9 }));
    }
  },
};

// What it builds must pass a policy without inline scripts, styles or data: addresses (docs/decisions/017-pages.md).
const config = defineConfig({
  plugins: [compressed],
  root: import.meta.dirname,
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
});

export { config as default };
