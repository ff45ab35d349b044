import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { partOf } from './src/i18n/first-words';

/** The page that a browser without a line gets, whatever was asked for: the one document, as the server gave it, with its nonce and its policy. */
const SHELL = '/field';

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

/** A catalogue is kept as one file and handed out in two parts: `en.json?first` for the frame and the inbox, `en.json?rest` for the other screens. */
const catalogues: Plugin = {
  name: 'tregua-catalogues',
  enforce: 'pre',
  transform(text, id) {
    const part = /\/i18n\/\w+\.json\?(first|rest)$/.exec(id)?.[1];
    if (part === undefined) return undefined;
    const words = JSON.stringify(partOf(JSON.parse(text) as object, part === 'first'));
    return { code: `export default JSON.parse(${JSON.stringify(words)});`, moduleType: 'js', map: null };
  },
};

// What it builds must pass a policy without inline scripts, styles or data: addresses (docs/decisions/017-pages.md).
const config = defineConfig({
  root: import.meta.dirname,
  build: {
    outDir: '../../dist/web',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2022',
    chunkSizeWarningLimit: 900,
  },
  worker: { format: 'es' },
  plugins: [
    catalogues,
    compressed,
    VitePWA({
      registerType: 'prompt',
      injectRegister: null,
      manifest: {
        id: SHELL,
        name: 'Tregua',
        short_name: 'Tregua',
        start_url: SHELL,
        display: 'standalone',
        background_color: '#ffffff',
        theme_color: '#1d4e6b',
        icons: [{ src: '/mark.svg', sizes: 'any', type: 'image/svg+xml' }],
      },
      workbox: {
        globPatterns: ['**/*.{js,css,woff2,svg}'],
        // The document is not a file that is served: it is fetched from the server, and changes with whatever it names.
        manifestTransforms: [
          (entries) => {
            const revision = createHash('sha256')
              .update(JSON.stringify(entries.map(({ url, revision }) => [url, revision])))
              .digest('hex');
            return { manifest: [...entries, { url: SHELL, revision, size: 0 }], warnings: [] };
          },
        ],
        navigateFallback: null,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        maximumFileSizeToCacheInBytes: 4 * 1024 * 1024,
        // Nothing of the API is ever kept: only pages, and only when no answer comes.
        runtimeCaching: [
          {
            urlPattern: ({ request, url, sameOrigin }) =>
              sameOrigin && request.mode === 'navigate' && !/^\/(api|log|queues|health|metrics|problems)(\/|$)/.test(url.pathname),
            handler: 'NetworkOnly',
            options: { precacheFallback: { fallbackURL: SHELL } },
          },
        ],
      },
    }),
  ],
});

export { config as default };
