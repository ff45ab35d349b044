import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Actor, Agreement } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { findPerson, findSignIn, listAgreements, type Keyring } from '@tregua/store';
import { fileIncidents } from '../../api/src/imports/file-incidents.js';
import { FileRefused } from '../../worker/src/long-work/imports/csv-rows.js';
import { importFile } from '../../worker/src/long-work/imports/import-file.js';

export interface ImportPlaces {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly say: (line: string) => void;
}

export const importUsage = `  import FILE [--agreement ID] [--dry-run] [--results] [--reports NAME]
                          a CSV file of events (UCDP) or daily counts (OSCE), plain or gzip; the same file again changes nothing
                          --agreement  which agreement the rows are judged by, where several are on file
                          --dry-run    judge every row and write nothing
                          --results    print what became of each row, as JSON Lines
                          --reports    file a report of each incident that has none, in the name of this monitor`;

/** Entered by whoever has the machine: the history says so by the system's own id. */
const OPERATOR: Actor = { id: 'system', role: 'system' };

const options = {
  agreement: { type: 'string' },
  'dry-run': { type: 'boolean', default: false },
  results: { type: 'boolean', default: false },
  reports: { type: 'string' },
} as const;

/** npm run admin -- import FILE. Returns the exit code: 0 all well, 1 the file or a report was refused, 2 wrongly asked. */
export async function importCommand(args: readonly string[], places: ImportPlaces): Promise<number> {
  const { dataSource, docket, keyring, say } = places;
  const asked = parse(args);
  if (asked === undefined) {
    say(importUsage);
    return 2;
  }
  const { values, file } = asked;
  const agreement = agreementOf(await listAgreements(dataSource), values.agreement);
  if (agreement === undefined) {
    say('Which agreement are the rows judged by? Name one that is on file with --agreement.');
    return 2;
  }
  const monitor = values.reports === undefined ? undefined : await monitorNamed(dataSource, values.reports);
  if (values.reports !== undefined && monitor === undefined) {
    say(`${values.reports} is no monitor who could file reports.`);
    return 2;
  }
  try {
    const answer = await importFile(dataSource, keyring, {
      source: createReadStream(file),
      fileName: basename(file),
      agreement,
      by: OPERATOR,
      dryRun: values['dry-run'],
      onProgress: ({ rows, accepted }) => say(`${rows} rows read, ${accepted} new …`),
      ...(values.results ? { onResults: (results) => results.forEach((result) => say(JSON.stringify(result))) } : {}),
    });
    const { rows, accepted, inadmissible, duplicate, refused } = answer.counts;
    say(
      `${rows} rows of ${answer.dataset}: ${accepted} accepted, ${inadmissible} inadmissible, ${duplicate} known already, ${refused} refused.`,
    );
    const kept = answer.kept;
    say(
      kept === undefined
        ? 'Nothing was written.'
        : `${kept.incidents} new incidents, ${kept.grown} grown, ${kept.candidates} pairs that may be one. Import ${kept.id}.`,
    );
  } catch (error) {
    if (!(error instanceof FileRefused)) throw error;
    say(error.message);
    return 1;
  }
  if (monitor === undefined || values['dry-run']) return 0;
  const { filed, refused } = await fileIncidents(dataSource, docket, {
    by: monitor,
    limit: 200_000,
    onProgress: (done) => say(`${done} reports filed …`),
  });
  say(`${filed} reports filed, ${refused.length} refused.`);
  return refused.length === 0 ? 0 : 1;
}

function parse(args: readonly string[]) {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true });
    const [file, ...others] = positionals;
    return file === undefined || others.length > 0 ? undefined : { values, file };
  } catch {
    return undefined; // an option that is not known, or one without its value: the usage says what there is
  }
}

async function monitorNamed(dataSource: DataSource, name: string): Promise<Actor | undefined> {
  const id = (await findSignIn(dataSource, name))?.id;
  const person = id === undefined ? undefined : await findPerson(dataSource, id);
  if (person?.status !== 'active' || !person.roles.includes('monitor')) return undefined;
  return { id: person.id, role: 'monitor', ...(person.team === null ? {} : { team: person.team }) };
}

function agreementOf(agreements: readonly Agreement[], id: string | undefined): Agreement | undefined {
  return id === undefined && agreements.length === 1 ? agreements[0] : agreements.find((agreement) => agreement.id === id);
}
