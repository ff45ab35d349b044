import { parseArgs } from 'node:util';
import type { DataSource } from 'typeorm';
import type { Actor, Role } from '@tregua/casework';
import { findSignIn, PeopleWriter, TokensWriter, type Keyring, type PersonWritten } from '@tregua/store';
import { personRoles } from './accounts/accounts.params.js';
import { hashPassword, newPassword } from './accounts/password.js';
import { newSecret } from './http/authentication.js';

/** What the commands below work on. */
export interface AdminTools {
  readonly dataSource: DataSource;
  readonly keyring: Keyring;
  readonly say: (line: string) => void;
  readonly passwordMemoryKib?: number;
}

/** A word of the command line that was not understood. */
export class AdminUsageError extends Error {}

export const ADMIN_USAGE = `npm run admin -- COMMAND
  create-user NAME --role ROLE [--role ROLE …] [--full-name TEXT] [--party CODE] [--constituency CODE] [--team CODE] [--state XX]
  reset NAME              a new password; sign-ins and tokens end
  disable NAME            sign-ins and tokens end, and none can begin
  enable NAME
  issue-token NAME --label LABEL [--days N]
Secrets are made here and printed once. Roles: ${personRoles.join(', ')}`;

/** Entered by whoever has the machine: the history says so by the system's own id. */
const OPERATOR: Actor = { id: 'system', role: 'system' };

/** One command of the command line, on connections that the caller made. @throws AdminUsageError with a sentence for the person at the terminal. */
export async function administer(tools: AdminTools, args: readonly string[]): Promise<void> {
  const { values, positionals } = parse(args);
  const [command, name] = positionals;
  if (command === undefined || name === undefined) throw new AdminUsageError(ADMIN_USAGE);
  const people = new PeopleWriter(tools.dataSource, tools.keyring);
  if (command === 'create-user') return await createUser(tools, people, name, values);
  const id = (await findSignIn(tools.dataSource, name))?.id;
  if (id === undefined) throw new AdminUsageError(`There is nobody with the sign-in name ${name}.`);
  if (command === 'reset') {
    const password = newPassword();
    check(await people.setPassword(id, await hashPassword(password, tools.passwordMemoryKib), OPERATOR));
    return tools.say(`New password of ${name}: ${password}`);
  }
  if (command === 'disable' || command === 'enable') {
    check(await people.setStatus(id, command === 'disable' ? 'disabled' : 'active', OPERATOR));
    return tools.say(`${name} is ${command}d.`);
  }
  if (command === 'issue-token') return await issueToken(tools, id, name, values);
  throw new AdminUsageError(ADMIN_USAGE);
}

type Values = ReturnType<typeof parse>['values'];

async function createUser(tools: AdminTools, people: PeopleWriter, signInName: string, values: Values): Promise<void> {
  const roles = (values.role ?? []) as Role[];
  const unknown = roles.filter((role) => !(personRoles as readonly string[]).includes(role));
  if (roles.length === 0 || unknown.length > 0) throw new AdminUsageError(`A role is needed, one of: ${personRoles.join(', ')}.`);
  const password = newPassword();
  const { party, constituency, team, state } = values;
  const written = await people.create(
    {
      signInName,
      name: values['full-name'] ?? signInName,
      roles,
      passwordHash: await hashPassword(password, tools.passwordMemoryKib),
      ...(party && { party }),
      ...(constituency && { constituency }),
      ...(team && { team }),
      ...(state && { state }),
    },
    OPERATOR,
  );
  check(written);
  tools.say(`${signInName} (${roles.join(', ')}) can sign in with the password: ${password}`);
}

async function issueToken(tools: AdminTools, id: string, name: string, { label, days = '30' }: Values): Promise<void> {
  if (label === undefined || !/^[A-Za-z0-9._-]{1,64}$/.test(label))
    throw new AdminUsageError('A --label of letters, digits and . _ - is needed.');
  if (!/^\d{1,3}$/.test(days) || Number(days) < 1 || Number(days) > 366) throw new AdminUsageError('--days takes 1 to 366.');
  const { secret, hash } = newSecret();
  await new TokensWriter(tools.dataSource, tools.keyring).issue(id, { label, hash, days: Number(days) }, OPERATOR);
  tools.say(`Token of ${name}, for ${days} days: ${secret}`);
}

function check(written: PersonWritten): void {
  if (written.status === 'nameIsTaken') throw new AdminUsageError('Somebody has this sign-in name.');
  if (written.status === 'rolesExclude') throw new AdminUsageError(`Refused by the rule ${written.rule}.`);
  if (written.status !== 'written') throw new AdminUsageError('There is nobody of this name.');
}

function parse(args: readonly string[]) {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        role: { type: 'string', multiple: true },
        'full-name': text,
        party: text,
        constituency: text,
        team: text,
        state: text,
        label: text,
        days: text,
      },
    });
  } catch {
    throw new AdminUsageError(ADMIN_USAGE);
  }
}
