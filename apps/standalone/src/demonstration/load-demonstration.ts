import { createReadStream } from 'node:fs';
import type { DataSource } from 'typeorm';
import { currentRulebookId, rulebookOf, reportContentOf, type Case, type Incident, type JsonObject } from '@tregua/casework';
import type { Docket } from '@tregua/docket';
import {
  appendEntry,
  fileAgreement,
  PeopleWriter,
  putRulebookInForce,
  unreportedIncidents,
  type Keyring,
  type OwnEntryType,
} from '@tregua/store';
import { importFile } from '../../../worker/src/long-work/imports/import-file.js';
import { assignCases } from './assign-cases.js';
import { demonstrationAgreement, NOTICE, PRESENT } from './agreement.js';
import { Life, text } from './life.js';
import { lives, sides } from './lives.js';
import type { Acts, LifePlan } from './roads.js';
import { actorNamed, inventedPeople, operator } from './people.js';
import { reportLives } from './report-lives.js';
import { Stage } from './stage.js';

export interface DemonstrationPlaces {
  readonly dataSource: DataSource;
  readonly docket: Docket;
  readonly keyring: Keyring;
  readonly ownerUrl: string;
  /** The extract that the repository ships. */
  readonly extract: string;
  /** A password's hash for those who sign in; null: nobody signs in. */
  readonly passwordHashOf: (key: string) => Promise<string | null>;
  readonly say?: (line: string) => void;
}

export interface DemonstrationLoaded {
  readonly rows: number;
  readonly accepted: number;
  readonly incidents: number;
  readonly reports: number;
  readonly cases: number;
  readonly states: { readonly [state: string]: number };
}

/** Slack between the end of a life and the present, in hours: no life's own deadline may fall into it. */
const SLACK_HOURS = 6;
const HOUR_MS = 3_600_000;
/** Two marks, before anything is loaded and after everything: between them the database is the loader's alone. */
const BEGUN = 'demonstration/begun';
const LOADED = 'demonstration/loaded';

/**
 * absent: nothing is there; whole: loaded to its end; partial: a load was broken off, and nobody else has written anything, so that the database may
 * be made anew; foreign: somebody has used it for something else, and it is nobody's to throw away.
 */
export async function demonstrationIs(dataSource: DataSource): Promise<'absent' | 'partial' | 'whole' | 'foreign'> {
  const [row] = await dataSource.query<{ whole: boolean; begun: boolean; used: boolean; foreign: boolean }[]>(
    `select exists (select 1 from tregua.stream_heads where stream = $1) as whole, exists (select 1 from tregua.stream_heads where stream = $2) as begun,
            exists (select 1 from tregua.stream_heads where stream !~ '^(rulebook|demonstration)/') as used,
            exists (select 1 from tregua.people where id <> all($3)) or exists (select 1 from tregua.machine_tokens)
              or exists (select 1 from tregua.sessions) or exists (select 1 from tregua.imports where by_person <> $4) as foreign`,
    [LOADED, BEGUN, inventedPeople.map(({ id }) => id), actorNamed('registrar').id],
  );
  if (row?.whole === true) return 'whole';
  if (row?.used !== true) return 'absent';
  return row.begun && !row.foreign ? 'partial' : 'foreign';
}

/** The stage before any life is told: rulebook, agreement, people, and the real incidents of the extract. */
export interface Scene {
  readonly stage: Stage;
  readonly acts: Acts;
  readonly rows: number;
  readonly accepted: number;
  readonly incidents: number;
}

/** Sets the scene, three years before the present. Close its stage at the end. */
export async function setScene(places: DemonstrationPlaces): Promise<Scene> {
  const { dataSource, docket, keyring, ownerUrl, say = () => undefined } = places;
  const stage = await Stage.open({ dataSource, docket, ownerUrl }, PRESENT - 3 * 365 * 24 * HOUR_MS);
  try {
    await putRulebookInForce(dataSource, keyring, currentRulebookId, operator);
    await fileAgreement(dataSource, keyring, demonstrationAgreement, operator);
    await addPeople(places);
    say(`${inventedPeople.length} invented people.`);
    const imported = await importFile(dataSource, keyring, {
      source: createReadStream(places.extract),
      fileName: 'ucdp-ukraine-extract.csv.gz',
      agreement: demonstrationAgreement,
      by: actorNamed('registrar'),
    });
    const { rows, accepted, inadmissible } = imported.counts;
    const incidents = imported.kept?.incidents ?? 0;
    say(`${rows} real records: ${accepted} taken, ${inadmissible} inadmissible (before entry into force), ${incidents} incidents.`);
    return { stage, acts: await actsFrom(dataSource), rows, accepted, incidents };
  } catch (error) {
    await stage.close();
    throw error;
  }
}

/**
 * Loads the demonstration through the door: the scene, and invented lives of cases in every state, each told once against either party. Leaves the
 * clock standing at the demonstration's present.
 */
export async function loadDemonstration(places: DemonstrationPlaces): Promise<DemonstrationLoaded> {
  const { dataSource, say = () => undefined } = places;
  await mark(places, BEGUN, 'BeginDemonstration', 'DemonstrationBegun', {});
  const { stage, acts, rows, accepted, incidents } = await setScene(places);
  try {
    for (const plan of lives) {
      for (const accused of sides) await tell(stage, plan, accused, acts);
    }
    await stage.jumpTo(PRESENT);
    await reportLives(stage, acts);
    await stage.jumpTo(PRESENT);
    say(`${await assignCases(dataSource, places.keyring)} open cases lie with somebody.`);
    const counted = await count(dataSource);
    const { cases, reports } = counted;
    await mark(places, LOADED, 'LoadDemonstration', 'DemonstrationLoaded', { notice: NOTICE, cases, reports });
    say(`${counted.cases} cases in ${Object.keys(counted.states).length} states, ${counted.reports} reports. ${NOTICE}`);
    return { rows, accepted, incidents, ...counted };
  } finally {
    await stage.close();
  }
}

/** One life, in its own time: it begins so that it is in its last state at the present. */
export async function tell(stage: Stage, plan: LifePlan, accused: string, acts: Acts): Promise<Case> {
  await stage.jumpTo(PRESENT - plan.hours * HOUR_MS);
  const life = new Life(stage, accused);
  try {
    await plan.tell(life, acts);
  } catch (error) {
    throw new Error(`The life "${plan.key}" against ${accused} cannot be told: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
  const left = (PRESENT - stage.at) / HOUR_MS;
  if (left < 0 || left > SLACK_HOURS) throw new Error(`The life "${plan.key}" takes ${plan.hours - left} hours, not ${plan.hours}.`);
  await stage.passTo(PRESENT);
  const told = await life.now();
  if (told.state !== plan.ends) throw new Error(`The life "${plan.key}" ends in ${told.state}, not in ${plan.ends}.`);
  return told;
}

async function addPeople({ dataSource, keyring, passwordHashOf }: DemonstrationPlaces): Promise<void> {
  const writer = new PeopleWriter(dataSource, keyring);
  for (const { key, id, name, roles, constituency, party, team, state, signsIn } of inventedPeople) {
    const written = await writer.create(
      {
        id,
        signInName: key,
        name,
        roles,
        passwordHash: signsIn ? await passwordHashOf(key) : null,
        ...(constituency === undefined ? {} : { constituency }),
        ...(party === undefined ? {} : { party }),
        ...(team === undefined ? {} : { team }),
        ...(state === undefined ? {} : { state }),
      },
      operator,
    );
    if (written.status !== 'written') throw new Error(`${key} cannot be added: ${written.status}.`);
  }
}

/** Deals the incidents of the data set out, each once: the latest before the instant first. */
export async function actsFrom(dataSource: DataSource): Promise<Acts> {
  const rulebook = rulebookOf(currentRulebookId);
  const waiting = (await unreportedIncidents(dataSource, 10_000)).map(({ incident }) => incident).sort((a, b) => b.startsAt - a.startsAt);
  const takes: { readonly [severity: number]: (incident: Incident) => boolean } = {
    3: ({ codes, civilianDeaths }) => codes.join() === 'K3' && civilianDeaths === 0,
    4: ({ codes, civilianDeaths }) => codes.join() === 'K3' && civilianDeaths === 0,
    5: ({ codes }) => codes.join() === 'C1,K3',
  };
  return {
    incident: (severity, before) => {
      const index = waiting.findIndex((incident) => incident.endsAt <= before && takes[severity]?.(incident) === true);
      const [incident] = index < 0 ? [] : waiting.splice(index, 1);
      if (incident === undefined) throw new Error(`There is no incident of severity ${severity} left.`);
      const content = reportContentOf(incident, rulebook);
      const { details, narrative } = content as { readonly details: JsonObject; readonly narrative: string };
      return {
        ...content,
        details: severity === 4 ? { ...details, weapon: 'tube-100-155' } : details,
        allegedBy: 'monitors',
        origin: 'monitors',
        sourceReliability: 'A',
        sourceCredibility: '2',
        narrative: text(`The incident is real; this report of it is invented. ${narrative}`),
      };
    },
    small: (at) => ({
      codes: ['M1'],
      startsAt: at - 2 * HOUR_MS,
      timePrecision: 'hour',
      epistemicLevel: 'observed',
      place: { latitude: '48.1', longitude: '37.7', radiusMetres: 1_000, precision: 'settlement', name: text('A crossing.') },
      details: { who: text('A post at the road.'), where: text('The road.'), reasonGiven: text('None.'), duration: 120 },
      allegedBy: 'monitors',
      origin: 'monitors',
      narrative: text('A patrol was kept waiting. Wholly invented.'),
    }),
  };
}

async function count(dataSource: DataSource): Promise<Pick<DemonstrationLoaded, 'reports' | 'cases' | 'states'>> {
  const states = await dataSource.query<{ state: string; cases: number }[]>(
    'select state, count(*)::int as cases from tregua.cases group by state order by state',
  );
  const [reports] = await dataSource.query<{ reports: number }[]>('select count(*)::int as reports from tregua.reports');
  return {
    reports: reports?.reports ?? 0,
    cases: states.reduce((sum, { cases }) => sum + cases, 0),
    states: Object.fromEntries(states.map(({ state, cases }) => [state, cases])),
  };
}

/** Whoever starts again knows by the marks how far an earlier load came. */
async function mark(
  { dataSource, keyring }: DemonstrationPlaces,
  stream: string,
  command: string,
  type: OwnEntryType,
  payload: JsonObject,
): Promise<void> {
  await dataSource.transaction(async (manager) => {
    await appendEntry(manager, keyring, { stream, command, type, actor: operator, rulebook: currentRulebookId, payload });
  });
}
