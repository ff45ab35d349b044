import { createReadStream, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse';
import { allegedByOf, isHxlRow, meansOf } from '@tregua/casework';

// Run by hand, once: node make-extract.js UCDP-FILE OUT.csv.gz. Makes the extract that the repository ships (see demonstration/ORIGIN.md).

/** Texts of articles, and columns that name people. */
const EMPTIED = ['source_article', 'source_headline', 'source_original'];
const PLACE_COLUMNS = ['where_coordinates', 'adm_1', 'adm_2'];
/** Words of directions and kinds of place, beside the names that the place columns hold. */
const PLACE_WORDS =
  'oblast obl region raion district city town village settlement near north south east west northern southern eastern western northeast northwest southeast southwest ukraine donbas donbass no exact location known the in not specified between and of sector frontline front line km airport area azov sea on at from road';

type Row = Record<string, string>;

async function readAll(file: string): Promise<{ readonly rows: Row[]; readonly tags: Row | undefined }> {
  const rows: Row[] = [];
  let tags: Row | undefined;
  for await (const row of createReadStream(file).pipe(parse({ columns: true, bom: true })) as AsyncIterable<Row>) {
    if (tags === undefined && isHxlRow(row)) tags = row;
    else rows.push(row);
  }
  return { rows, tags };
}

const wordsOf = (text: string): string[] => text.match(/[^\W\d_][\w'’-]*|[\u0400-\u04ff]+/gu) ?? [];

/** Every word that a place column holds anywhere in the file: what is written with a capital and is none of them may be a person. */
function placeWords(rows: readonly Row[]): Set<string> {
  const named = rows.flatMap((row) => PLACE_COLUMNS.flatMap((column) => wordsOf(row[column] ?? '')));
  return new Set([...named, ...PLACE_WORDS.split(' ')].map((word) => word.toLowerCase()));
}

function namesOnlyPlaces(text: string, places: ReadonlySet<string>): boolean {
  return wordsOf(text).every((word) => word === word.toLowerCase() || places.has(word.toLowerCase()));
}

function reduce(row: Row, places: ReadonlySet<string>): Row {
  const description = row['where_description'] ?? '';
  return {
    ...row,
    ...Object.fromEntries(EMPTIED.map((column) => [column, ''])),
    source_office: (row['source_office'] ?? '').replace(/twitter: [^;]*/gi, 'Twitter'),
    where_description: namesOnlyPlaces(description, places) ? description.replace(/\s+/g, ' ').trim() : '',
    derived_source: allegedByOf(row['source_original'] ?? ''),
    derived_means: meansOf(`${row['source_headline'] ?? ''} ${row['source_article'] ?? ''}`),
  };
}

const quote = (cell: string): string => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

async function main([input, output]: readonly string[]): Promise<void> {
  if (input === undefined || output === undefined) throw new Error('Usage: make-extract UCDP-FILE OUT.csv.gz');
  const { rows, tags } = await readAll(input);
  const places = placeWords(rows);
  const reduced = rows.map((row) => reduce(row, places));
  const header = Object.keys(reduced[0] ?? {});
  const tagRow = { ...tags, derived_source: '#meta+source+derived', derived_means: '#event+means+derived' } as Row;
  const lines = [tagRow, ...reduced].map((row) => header.map((column) => quote(row[column] ?? '')).join(','));
  const text = `${[header.join(','), ...lines].join('\n')}\n`;
  writeFileSync(output, output.endsWith('.gz') ? gzipSync(text, { level: 9 }) : text);
  const described = rows.filter((row) => (row['where_description'] ?? '').trim() !== '').length;
  const kept = reduced.filter((row) => row['where_description'] !== '').length;
  process.stdout.write(`${rows.length} rows, ${described} descriptions of places, ${kept} kept, ${text.length} bytes.\n`);
}

await main(process.argv.slice(2));
