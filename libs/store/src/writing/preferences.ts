import type { DataSource } from 'typeorm';
import { isTimeZone, type Actor } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { mailPlace, type PreferencesRecord } from '../reading/preferences.query.js';
import { appendEntry } from './append-entry.js';
import { doomKey } from './doomed-keys.js';

export type PreferencesWritten = { readonly status: 'written' } | { readonly status: 'refused'; readonly rule: 'isTimeZone' };

/** Writes what somebody chose about notices. Each change is an entry of their stream; the address is in none of them, and nowhere in clear. */
export class PreferencesWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  async save(person: string, chosen: Omit<PreferencesRecord, 'mutedCases'>, by: Actor): Promise<PreferencesWritten> {
    if (!isTimeZone(chosen.timeZone)) return { status: 'refused', rule: 'isTimeZone' };
    const { app, mail, language, timeZone, digestMinute, quietFrom, quietTo, mailAddress } = chosen;
    await this.dataSource.transaction(async (manager) => {
      await manager.query(`select 1 from tregua.people where id = $1 for no key update`, [person]);
      const [before] = await manager.query<{ mail_version: number; mail_key_id: string | null }[]>(
        `select mail_version, mail_key_id from tregua.notice_preferences where person_id = $1`,
        [person],
      );
      const version = (before?.mail_version ?? 0) + 1;
      const sealed =
        mailAddress === null ? undefined : this.keyring.seal(mailPlace(person, version), { salt: newId(), value: mailAddress });
      await manager.query(
        `insert into tregua.notice_preferences (person_id, app, mail, language, time_zone, digest_minute, quiet_from, quiet_to, mail_version, mail_key_id,
            mail_nonce, mail_ciphertext, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, tregua.now())
         on conflict (person_id) do update set app = excluded.app, mail = excluded.mail, language = excluded.language, time_zone = excluded.time_zone,
            digest_minute = excluded.digest_minute, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, mail_version = excluded.mail_version,
            mail_key_id = excluded.mail_key_id, mail_nonce = excluded.mail_nonce, mail_ciphertext = excluded.mail_ciphertext, changed_at = excluded.changed_at`,
        [
          ...[person, app, mail, language, timeZone, digestMinute, quietFrom, quietTo],
          ...[version, sealed?.keyId ?? null, sealed?.nonce ?? null, sealed?.ciphertext ?? null],
        ],
      );
      // Old dumps hold the address that was written over: without its key nobody reads it there.
      if (before?.mail_key_id != null) await doomKey(manager, before.mail_key_id);
      const payload = { app, mail, language, timeZone, digestMinute, quietFrom, quietTo, hasMail: mailAddress !== null };
      await appendEntry(manager, this.keyring, {
        stream: `person/${person}`,
        command: 'ChoosePreferences',
        type: 'PreferencesChosen',
        payload,
        sealed: [],
        actor: by,
      });
    });
    return { status: 'written' };
  }

  /** Silences what asks nothing in one case. The caller has seen that the person may know of it. */
  async mute(person: string, caseId: string, by: Actor): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const rows = await manager.query<unknown[]>(
        `insert into tregua.muted_cases (person_id, case_id, since) values ($1, $2, tregua.now()) on conflict do nothing returning 1`,
        [person, caseId],
      );
      if (rows.length === 0) return;
      await appendEntry(manager, this.keyring, {
        stream: `person/${person}`,
        command: 'MuteCase',
        type: 'CaseMuted',
        payload: { case: caseId },
        sealed: [],
        actor: by,
      });
    });
  }

  async unmute(person: string, caseId: string, by: Actor): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const [, count] = await manager.query<[unknown[], number]>(`delete from tregua.muted_cases where person_id = $1 and case_id = $2`, [
        person,
        caseId,
      ]);
      if (count === 0) return false;
      await appendEntry(manager, this.keyring, {
        stream: `person/${person}`,
        command: 'UnmuteCase',
        type: 'CaseUnmuted',
        payload: { case: caseId },
        sealed: [],
        actor: by,
      });
      return true;
    });
  }

  /** A calendar feed under a new secret, of which the SHA-256 is kept. */
  async issueCalendar(person: string, tokenHash: Buffer, by: Actor): Promise<string> {
    const id = newId();
    await this.dataSource.transaction(async (manager) => {
      await manager.query(`insert into tregua.calendar_feeds (id, person_id, token_hash, issued_at) values ($1, $2, $3, tregua.now())`, [
        id,
        person,
        tokenHash,
      ]);
      await appendEntry(manager, this.keyring, {
        stream: `person/${person}`,
        command: 'IssueCalendar',
        type: 'CalendarIssued',
        payload: { feed: id },
        sealed: [],
        actor: by,
      });
    });
    return id;
  }

  async revokeCalendar(person: string, id: string, by: Actor): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const [, count] = await manager.query<[unknown[], number]>(
        `update tregua.calendar_feeds set revoked_at = tregua.now() where id = $1 and person_id = $2 and revoked_at is null`,
        [id, person],
      );
      if (count === 0) return false;
      await appendEntry(manager, this.keyring, {
        stream: `person/${person}`,
        command: 'RevokeCalendar',
        type: 'CalendarRevoked',
        payload: { feed: id },
        sealed: [],
        actor: by,
      });
      return true;
    });
  }
}
