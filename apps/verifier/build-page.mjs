// Makes verify.html: one file with its script, style and worker inside, that loads nothing and can be published apart from the bundles.
// node apps/verifier/build-page.mjs [FILE], by default dist/verify.html
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '..', '..');

/** @returns the text of one script with all that it imports. Modules of Node cannot be resolved for a browser: a core that needs them fails here. */
async function bundled(entry, define = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(here, 'src', 'page', entry)],
    absWorkingDir: root,
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'es2023',
    minify: true,
    // Names of classes stand in messages of errors.
    keepNames: true,
    charset: 'ascii',
    legalComments: 'none',
    define,
  });
  return outputFiles[0].text.trim();
}

/** Inside <script> only these would end it. */
const inScript = (text) => text.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--');
const hashOf = (text) => `sha256-${createHash('sha256').update(text).digest('base64')}`;

export async function buildPage(file = join(root, 'dist', 'verify.html')) {
  const worker = await bundled('worker.ts');
  const script = inScript(await bundled('page.ts', { WORKER_TEXT: JSON.stringify(worker) }));
  const style = readFileSync(join(here, 'src', 'page', 'page.css'), 'utf8');
  // Functions as replacements: a dollar sign in the text means nothing.
  const page = readFileSync(join(here, 'src', 'page', 'page.html'), 'utf8')
    .replace('SCRIPT_HASH', () => hashOf(script))
    .replace('STYLE_HASH', () => hashOf(style))
    // Whole elements, so that no formatter of the template puts a space into what was hashed.
    .replace('<!-- STYLE -->', () => `<style>${style}</style>`)
    .replace('<!-- SCRIPT -->', () => `<script>${script}</script>`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, page);
  return file;
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = await buildPage(process.argv[2]);
  process.stdout.write(`${file}\n`);
}
