import { createHash } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Actor } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

/** Wrong passwords that are free, and then how long one waits: 30 s, doubled with each further one, at most an hour. */
const FREE_FAILURES = { pair: 10, address: 50, account: 100 } as const;
const FIRST_DELAY_S = 30;
const LONGEST_DELAY_S = 3600;
/** A row that has been quiet for a day says nothing any more. */
const FORGET_AFTER = '1 day';

/** Writes sign-ins. Only hashes of tokens are kept, and of addresses and names where a password was wrong. */
export class SessionsWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  async start(personId: string, tokenHash: Buffer, hours: number, by: Actor): Promise<string> {
    const id = newId();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `insert into tregua.sessions (id, person_id, token_hash, started_at, expires_at)
         values ($1, $2, $3, tregua.now(), tregua.now() + make_interval(hours => $4))`,
        [id, personId, tokenHash, hours],
      );
      await appendEntry(manager, this.keyring, {
        stream: `person/${personId}`,
        command: 'StartSession',
        type: 'SessionStarted',
        payload: { session: id },
        sealed: [],
        actor: by,
      });
    });
    return id;
  }

  /** Ends one live session of this person. False: there is none of that id. */
  async end(personId: string, id: string, by: Actor): Promise<boolean> {
    return this.dataSource.transaction(async (manager) => {
      const ended = await manager.query<[unknown[], number]>(
        `update tregua.sessions set ended_at = tregua.now() where id = $1 and person_id = $2 and ended_at is null returning id`,
        [id, personId],
      );
      if (ended[1] === 0) return false;
      await appendEntry(manager, this.keyring, {
        stream: `person/${personId}`,
        command: 'EndSession',
        type: 'SessionEnded',
        payload: { session: id },
        sealed: [],
        actor: by,
      });
      return true;
    });
  }

  /** Seconds until this name may be tried again from this address; 0: now. Asked before the password is looked at. */
  async waitFor(signInName: string, address: string): Promise<number> {
    const rows = await this.dataSource.query<{ wait: number }[]>(
      `select coalesce(max(ceil(extract(epoch from blocked_until - tregua.now()))), 0)::int as wait
         from tregua.sign_in_failures where subject = any($1) and blocked_until > tregua.now()`,
      [subjectsOf(signInName, address).map(({ subject }) => subject)],
    );
    return rows[0]?.wait ?? 0;
  }

  /** Counts a wrong password against the name, the address, and the two together. Answers with the seconds that must now pass. */
  async countFailure(signInName: string, address: string): Promise<number> {
    let wait = 0;
    for (const { subject, free } of subjectsOf(signInName, address)) {
      const rows = await this.dataSource.query<{ failures: number; delay: number }[]>(
        `insert into tregua.sign_in_failures as f (subject, failures, last_failed_at, blocked_until) values ($1, 1, tregua.now(), null)
         on conflict (subject) do update set
           failures = case when f.last_failed_at < tregua.now() - interval '${FORGET_AFTER}' then 1 else f.failures + 1 end,
           last_failed_at = tregua.now(),
           blocked_until = case when f.last_failed_at >= tregua.now() - interval '${FORGET_AFTER}' and f.failures + 1 >= $2
             then tregua.now() + make_interval(secs => least(${LONGEST_DELAY_S}, ${FIRST_DELAY_S} * power(2, least(f.failures + 1 - $2, 20))))
             else null end
         returning failures, coalesce(ceil(extract(epoch from blocked_until - tregua.now())), 0)::int as delay`,
        [subject, free],
      );
      wait = Math.max(wait, rows[0]?.delay ?? 0);
    }
    return wait;
  }

  /** A right password forgives the name at this address. */
  async forgive(signInName: string, address: string): Promise<void> {
    await this.dataSource.query(`delete from tregua.sign_in_failures where subject = $1`, [digest(`pair ${signInName} ${address}`)]);
  }
}

/** Ends every live session of a person, within the transaction that changed what the person is. */
export async function endSessionsOf(manager: EntityManager, personId: string): Promise<void> {
  await manager.query(`update tregua.sessions set ended_at = tregua.now() where person_id = $1 and ended_at is null`, [personId]);
}

function subjectsOf(signInName: string, address: string): { subject: Buffer; free: number }[] {
  return [
    { subject: digest(`pair ${signInName} ${address}`), free: FREE_FAILURES.pair },
    { subject: digest(`address ${address}`), free: FREE_FAILURES.address },
    { subject: digest(`account ${signInName}`), free: FREE_FAILURES.account },
  ];
}

function digest(text: string): Buffer {
  return createHash('sha256').update(`tregua-sign-in/v1\0${text}`).digest();
}
