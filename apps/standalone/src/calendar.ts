import { readFileSync } from 'node:fs';
import type { Actor } from '@tregua/casework';
import { ConfigError, type Environment } from '@tregua/platform';
import { CalendarCorrections, findPerson, findSignIn, type CorrectedCalendar, type CorrectionEntered } from '@tregua/store';
import { passwordFits } from '../../api/src/accounts/password.js';
import { AdminUsageError, type AdminTools } from '../../api/src/admin.js';

export const CALENDAR_USAGE = `  calendar FILE           which running deadlines a corrected calendar would move, and by how much. FILE: {"id", "weekdays", "holidays"}
  calendar FILE --propose NAME | --confirm NAME
                          enters it as an act of that person; another one confirms. PASSWORD_FILE: a file with the password of NAME`;

const REASONS: Readonly<Record<Extract<CorrectionEntered, { status: 'refused' }>['reason'], string>> = {
  mayNot: 'Only a registrar, the chair or the vice-chair may correct a calendar.',
  nothingIsProposed: 'Nothing is proposed for this calendar.',
  needsAnotherPerson: 'Somebody else than who proposed it must confirm it.',
  previewHasChanged: 'It is not what was proposed, or it would now move other deadlines. Propose it anew.',
  processMovesNoDeadlines:
    'It would move deadlines that run, and the process in force has no command that supersedes them: it needs a new version of the process.',
};

/** `admin calendar`: a preview for everybody who has the machine, acts for people who sign in. @throws AdminUsageError with a sentence */
export async function calendarCommand(env: Environment, tools: AdminTools, args: readonly string[]): Promise<void> {
  const [file, act, name, ...more] = args;
  const isAct = act === '--propose' || act === '--confirm';
  if (file === undefined || more.length > 0 || (act !== undefined && (!isAct || name === undefined)))
    throw new AdminUsageError(CALENDAR_USAGE);
  const corrected = readCalendar(file);
  const corrections = new CalendarCorrections(tools.dataSource, tools.keyring);
  const moves = await corrections.preview(corrected).catch((error: unknown) => {
    throw error instanceof RangeError ? new AdminUsageError(`${file}: ${error.message}`) : error;
  });
  for (const { stream, key, from, to } of moves)
    tools.say(`${stream} ${key}: ${instant(from)} → ${instant(to)} (${to > from ? '+' : ''}${((to - from) / 3_600_000).toFixed(1)} h)`);
  tools.say(moves.length === 0 ? 'No running deadline would move.' : `${moves.length} running deadlines would move.`);
  if (!isAct) return;
  const by = await signedIn(env, tools, name ?? '');
  const entered = await (act === '--propose' ? corrections.propose(corrected, by) : corrections.confirm(corrected, by));
  if (entered.status === 'refused') throw new AdminUsageError(REASONS[entered.reason]);
  tools.say(`${act === '--propose' ? 'Proposed' : 'Confirmed'}: entry ${entered.seq} of calendar/${corrected.id}.`);
}

function readCalendar(file: string): CorrectedCalendar {
  try {
    const { id, weekdays, holidays } = JSON.parse(readFileSync(file, 'utf8')) as CorrectedCalendar;
    return { id, weekdays, holidays };
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
  const role = person.roles.find((one) => ['chair', 'vice_chair', 'registrar'].includes(one)) ?? person.roles[0];
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
