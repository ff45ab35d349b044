import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { DossierData } from './dossier-data.js';
import { DOSSIER_TEMPLATE } from './dossier-template.js';
import { Glyphs } from './glyphs.js';

/** Memory that the compiler may write to. A dossier of 1,000 rows of text takes 170 MB. */
const MEMORY_KIB = 1024 * 1024;
const TIME_MS = 120_000;

const require = createRequire(import.meta.url);
const FONTS = ['400Regular/NotoSans_400Regular.ttf', '700Bold/NotoSans_700Bold.ttf'] as const;

/**
 * The program of the child: it reads one JSON document from its standard input and writes the PDF. It is given here as text, so that it is the
 * same whether this file was compiled or not.
 */
const CHILD = `
const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const { compiler, fonts, template, dossier, timestamp, out, workspace } = JSON.parse(Buffer.concat(chunks).toString('utf8'));
const { readFileSync, writeFileSync } = await import('node:fs');
const typst = await import(compiler);
const { NodeCompiler } = typst.default ?? typst;
const made = NodeCompiler.create({ workspace, fontArgs: [{ fontBlobs: fonts.map((font) => readFileSync(font)) }] });
const compiled = made.compile({ mainFileContent: template, inputs: { dossier } });
if (compiled.hasError()) { compiled.printErrors(); process.exit(1); }
writeFileSync(out, made.pdf(compiled.result, { pdfStandard: 'a-3a', pdfTags: true, creationTimestamp: timestamp }));
`;

export interface DossierPlace {
  /** An empty folder: all that the compiler may look into. */
  readonly workspace: string;
  /** Where the PDF is written. */
  readonly out: string;
}

/**
 * Sets the dossier as PDF/A-3a with tags, in a process of its own with bounded memory and time: what people wrote must not be able to take the
 * worker along. The same data give the same bytes.
 *
 * @param at milliseconds UTC: the only instant in the document.
 * @throws Error when the compiler fails, runs out of its bounds, or is aborted.
 */
export async function compileDossier(data: DossierData, at: number, { workspace, out }: DossierPlace, aborted: AbortSignal): Promise<void> {
  const folder = '@expo-google-fonts/noto-sans';
  const fonts = FONTS.map((font) => require.resolve(`${folder}/${font}`));
  const glyphs = Glyphs.of(await readFile(fonts[0] as string));
  const dossier = JSON.stringify(data, (_key, value: unknown) => (typeof value === 'string' ? glyphs.shown(value) : value));
  const compiler = pathToFileURL(require.resolve('@myriaddreamin/typst-ts-node-compiler')).href;
  const input = JSON.stringify({ compiler, fonts, template: DOSSIER_TEMPLATE, dossier, timestamp: Math.floor(at / 1000), out, workspace });
  await runBounded(input, aborted);
}

async function runBounded(input: string, aborted: AbortSignal): Promise<void> {
  const bounded = `ulimit -d ${MEMORY_KIB} 2>/dev/null; exec "$0" "$@"`;
  const node = [process.execPath, '--no-warnings', '--input-type=module', '--eval', CHILD];
  // Nothing of this process's environment goes along: it may hold addresses with passwords.
  const child = spawn('/bin/sh', ['-c', bounded, ...node], {
    env: {},
    stdio: ['pipe', 'ignore', 'pipe'],
    signal: aborted,
    timeout: TIME_MS,
    killSignal: 'SIGKILL',
  });
  const said: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 64) said.push(chunk);
  });
  // A child that dies early breaks the pipe: its exit says why.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  await new Promise<void>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (code === 0) return resolve();
      const why = Buffer.concat(said).toString('utf8').trim().slice(0, 600);
      reject(new Error(`The dossier could not be set (${signal ?? `exit ${String(code)}`}). ${why}`));
    });
  });
}
