import { readFileSync } from 'node:fs';
import { mayCorrectCalendars, type Actor } from '@tregua/casework';
import { commissionLaw, Docket, type Law } from '@tregua/docket';
import { ConfigError, readZoneClock, type Environment, type ZoneSource } from '@tregua/platform';
import {
  CalendarCorrections,
  findPerson,
  findSignIn,
  PostgresDocketStore,
  Recomputation,
  type CorrectedCalendar,
  type CorrectionEntered,
  type SubjectMove,
} from '@tregua/store';
import { passwordFits } from '../../api/src/accounts/password.js';
import { AdminUsageError, type AdminTools } from '../../api/src/admin.js';

export const CALENDAR_USAGE = `  calendar FILE           which running deadlines a corrected calendar would move, and by how much. FILE: {"id", "weekdays", "holidays", "clock"?}
  calendar --tzdata ID    the same for a calendar whose days are those of a time zone, by the tzdata of this program
  calendar … --propose NAME | --confirm NAME
                          enters it as an act of that person; another one confirms, and the deadlines are moved. PASSWORD_FILE: a file with the password of NAME`;

const REASONS: Readonly<Record<Extract<CorrectionEntered, { status: 'refused' }>['reason'], string>> = {
  mayNot: 'Only a registrar, the chair or the vice-chair may correct a calendar.',
  nothingIsProposed: 'Nothing is proposed for this calendar.',
  needsAnotherPerson: 'Somebody else than who proposed it must confirm it.',
  previewHasChanged: 'It is not what was proposed, or it would now move other deadlines, as shown above. Propose it anew.',
  proposalIsOld: 'It was proposed more than a day ago, and moves other deadlines by now. Propose it anew.',
};

/** What a test may bring: a law that counts otherwise, and another tzdata. */
export interface CalendarTools extends AdminTools {
  readonly law?: Law;
  readonly zones?: ZoneSource;
}

/** `admin calendar`: a preview for everybody who has the machine, acts for people who sign in. @throws AdminUsageError with a sentence */
export async function calendarCommand(env: Environment, tools: CalendarTools, args: readonly string[]): Promise<void> {
  const isZone = args[0] === '--tzdata';
  const [of, act, name, ...more] = isZone ? args.slice(1) : args;
  const isAct = act === '--propose' || act === '--confirm';
  if (of === undefined || more.length > 0 || (act !== undefined && (!isAct || name === undefined)))
    throw new AdminUsageError(CALENDAR_USAGE);
  const law = tools.law ?? commissionLaw;
  const corrections = new CalendarCorrections(tools.dataSource, tools.keyring, law);
  try {
    const corrected = isZone ? await byTzdata(of, tools, corrections) : readCalendar(of);
    const moves = await corrections.preview(corrected);
    show(moves, tools);
    if (!isAct) return;
    const by = await signedIn(env, tools, name ?? '');
    const entered = await (act === '--propose' ? corrections.propose(corrected, by) : corrections.confirm(corrected, by));
    if (entered.status === 'refused') throw new AdminUsageError(REASONS[entered.reason]);
    tools.say(`${act === '--propose' ? 'Proposed' : 'Confirmed'}: entry ${entered.seq} of calendar/${corrected.id}.`);
    if (act === '--confirm') await recompute(tools, law);
  } catch (error) {
    throw error instanceof RangeError ? new AdminUsageError(`${isZone ? '--tzdata' : of}: ${error.message}`) : error;
  }
}

function show(moves: readonly SubjectMove[], { say }: AdminTools): void {
  for (const { reference, stream, key, from, to, counted } of moves) {
    const hours = `${to > from ? '+' : ''}${((to - from) / 3_600_000).toFixed(1)} h`;
    const kept = to === counted ? '' : `; the calendar alone gives ${instant(counted)}, which would leave too little time`;
    say(`${reference} ${key}: ${instant(from)} → ${instant(to)} (${hours}${kept}) [${stream}]`);
  }
  say(moves.length === 0 ? 'No running deadline would move.' : `${moves.length} running deadlines would move.`);
}

/** Moves what was confirmed. Whatever breaks off here, the worker goes on with. */
async function recompute({ dataSource, keyring, say }: AdminTools, law: Law): Promise<void> {
  const docket = new Docket(new PostgresDocketStore(dataSource, keyring), law);
  const { subjects, moved, refused } = await new Recomputation(dataSource, docket, law).run();
  say(`${moved} deadlines were moved; ${subjects} matters count by it from now on.`);
  for (const { stream, codes } of refused) say(`${stream} does not count by it yet: ${codes.join(', ')}.`);
}

/** The calendar that is in force, with the offsets of its zone as the tzdata of this program has them, over the same years. */
async function byTzdata(id: string, { zones, say }: CalendarTools, corrections: CalendarCorrections): Promise<CorrectedCalendar> {
  const calendar = await corrections.inForce(id);
  if (calendar === undefined) throw new AdminUsageError(`--tzdata: the rulebook in force has no calendar "${id}".`);
  const { clock } = calendar;
  if (clock === undefined) throw new AdminUsageError(`--tzdata: the days of ${id} are those of UTC: no tzdata moves them.`);
  const read = readZoneClock(clock.zone, clock.offsets[0]?.[0] ?? 0, clock.until, zones);
  say(`${id} is counted by tzdata ${clock.tzdata}; this program has ${read.tzdata}.`);
  return { ...calendar, clock: read };
}

function readCalendar(file: string): CorrectedCalendar {
  try {
    const { id, weekdays, holidays, clock } = JSON.parse(readFileSync(file, 'utf8')) as CorrectedCalendar;
    return { id, weekdays, holidays, ...(clock === undefined ? {} : { clock }) };
  } catch (error) {
    throw new AdminUsageError(`${file} cannot be read as JSON: ${error instanceof Error ? error.message : ''}`);
  }
}

async function signedIn(env: Environment, { dataSource, passwordMemoryKib }: AdminTools, name: string): Promise<Actor> {
  const file = env['PASSWORD_FILE'];
  if (file === undefined || file === '') throw new ConfigError('PASSWORD_FILE', `must name a file with the password of ${name}`);
  const account = await findSignIn(dataSource, name);
  const fits = await passwordFits(account?.passwordHash, readFileSync(file, 'utf8').trim(), passwordMemoryKib);
  const person = account === undefined ? undefined : await findPerson(dataSource, account.id);
  if (!fits || person === undefined || account?.status !== 'active') throw new AdminUsageError('Name and password do not belong together.');
  const role = person.roles.find((one) => mayCorrectCalendars.includes(one)) ?? person.roles[0];
  if (role === undefined) throw new AdminUsageError(`${name} has no role.`);
  return {
    id: person.id,
    role,
    ...(person.constituency === null || person.constituency === undefined ? {} : { constituency: person.constituency }),
  };
}

function instant(at: number): string {
  return new Date(at).toISOString();
}
