import type { DataSource } from 'typeorm';
import { defaultPreferences, type NoticePreferences } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';

export const noticeLanguages = ['en', 'uk', 'fr', 'it', 'ru'] as const;
export type NoticeLanguage = (typeof noticeLanguages)[number];

/** What somebody chose about notices, and where mail reaches them. */
export interface PreferencesRecord extends Omit<NoticePreferences, 'hasMail' | 'mutedCases'> {
  readonly language: NoticeLanguage;
  /** Null: no mail is sent. */
  readonly mailAddress: string | null;
  readonly mutedCases: readonly string[];
}

interface PreferencesRow {
  readonly app: NoticePreferences['app'] | null;
  readonly mail: NoticePreferences['mail'];
  readonly language: NoticeLanguage;
  readonly time_zone: string;
  readonly digest_minute: number;
  readonly quiet_from: number | null;
  readonly quiet_to: number | null;
  readonly mail_version: number;
  readonly mail_key_id: string | null;
  readonly mail_nonce: Buffer | null;
  readonly mail_ciphertext: Buffer | null;
  readonly muted: readonly string[];
}

/** Where the sealed address of a person belongs. */
export function mailPlace(person: string, version: number): { stream: string; seq: number; field: string } {
  return { stream: `person/${person}`, seq: version, field: '/mailAddress' };
}

/** Of a person who is there; who chose nothing has the defaults. Undefined: nobody of that id, or disabled. */
export async function findPreferences(dataSource: DataSource, keyring: Keyring, person: string): Promise<PreferencesRecord | undefined> {
  const [row] = await dataSource.query<PreferencesRow[]>(
    `select n.app, n.mail, n.language, n.time_zone, n.digest_minute, n.quiet_from, n.quiet_to, n.mail_version, n.mail_key_id, n.mail_nonce, n.mail_ciphertext,
            array(select m.case_id from tregua.muted_cases m where m.person_id = p.id order by m.since, m.case_id) as muted
       from tregua.people p left join tregua.notice_preferences n on n.person_id = p.id where p.id = $1 and p.status = 'active'`,
    [person],
  );
  if (row === undefined) return undefined;
  const { app, mail, timeZone, digestMinute } = defaultPreferences;
  const plain = { app, mail, timeZone, digestMinute, quietFrom: null, quietTo: null };
  if (row.app === null) return { ...plain, language: 'en', mailAddress: null, mutedCases: row.muted };
  return {
    app: row.app,
    mail: row.mail,
    language: row.language,
    timeZone: row.time_zone,
    digestMinute: row.digest_minute,
    quietFrom: row.quiet_from,
    quietTo: row.quiet_to,
    mailAddress: addressIn(row, person, keyring),
    mutedCases: row.muted,
  };
}

function addressIn(row: PreferencesRow, person: string, keyring: Keyring): string | null {
  const { mail_key_id: keyId, mail_nonce: nonce, mail_ciphertext: ciphertext } = row;
  if (keyId === null || nonce === null || ciphertext === null) return null;
  const { value } = keyring.open(mailPlace(person, row.mail_version), { keyId, nonce, ciphertext });
  return typeof value === 'string' ? value : null;
}

/** Those of these people who have chosen something about notices, or for whom somebody has. */
export async function listChoosers(dataSource: DataSource, people: readonly string[]): Promise<readonly string[]> {
  const rows = await dataSource.query<{ person_id: string }[]>(
    'select person_id from tregua.notice_preferences where person_id = any($1) order by 1',
    [people],
  );
  return rows.map(({ person_id: id }) => id);
}
