import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import type { DataSource } from 'typeorm';
import type { Actor, Agreement } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import { listAgreements, type Keyring } from '@tregua/store';
import { fileIncidents } from '../../api/src/imports/file-incidents.js';
import { FileRefused, importFile } from '../../api/src/imports/import-file.js';

export interface ImportPlaces {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly say: (line: string) => void;
  /** The person in whose name it is done, by sign-in name and role; throws when there is none who may. */
  readonly actor: (role: 'registrar' | 'monitor') => Promise<Actor>;
}

export const importUsage = `import FILE [--dry-run] [--agreement ID] [--results] [--reports]
  Imports a CSV file of events (UCDP) or daily counts (OSCE), plain or gzip. The same file again changes nothing.
  --dry-run    judge every row and write nothing
  --agreement  which agreement the rows are judged by, where several are on file
  --results    print what became of each row, as JSON Lines
  --reports    file a report of each incident that has none`;

/** npm run admin -- import FILE. Returns the exit code: 0 all well, 1 the file was refused, 2 wrongly asked. */
export async function importCommand(args: readonly string[], { dataSource, docket, keyring, say, actor }: ImportPlaces): Promise<number> {
  const flags = new Set(args.filter((arg) => arg.startsWith('--')));
  const wanted = args.includes('--agreement') ? args[args.indexOf('--agreement') + 1] : undefined;
  const [file, ...others] = args.filter((arg) => !arg.startsWith('--') && arg !== wanted);
  const unknown = [...flags].filter((flag) => !['--dry-run', '--agreement', '--results', '--reports'].includes(flag));
  if (file === undefined || others.length > 0 || unknown.length > 0) {
    say(importUsage);
    return 2;
  }
  const agreement = agreementOf(await listAgreements(dataSource), wanted);
  if (agreement === undefined) {
    say('Which agreement are the rows judged by? Name one that is on file with --agreement.');
    return 2;
  }
  try {
    const answer = await importFile(dataSource, keyring, {
      source: createReadStream(file),
      fileName: basename(file),
      agreement,
      by: await actor('registrar'),
      dryRun: flags.has('--dry-run'),
      onProgress: ({ rows, accepted }) => say(`${rows} rows read, ${accepted} new …`),
      ...(flags.has('--results') ? { onResults: (results) => results.forEach((result) => say(JSON.stringify(result))) } : {}),
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
  if (!flags.has('--reports') || flags.has('--dry-run')) return 0;
  const by = await actor('monitor');
  const { filed, refused } = await fileIncidents(dataSource, docket, {
    by,
    limit: 200_000,
    onProgress: (done) => say(`${done} reports filed …`),
  });
  say(`${filed} reports filed, ${refused.length} refused.`);
  return refused.length === 0 ? 0 : 1;
}

function agreementOf(agreements: readonly Agreement[], id: string | undefined): Agreement | undefined {
  return id === undefined && agreements.length === 1 ? agreements[0] : agreements.find((agreement) => agreement.id === id);
}
