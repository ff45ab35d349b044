import { defineConfig } from 'vite';

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
});

export { config as default };
