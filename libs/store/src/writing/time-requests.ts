import type { DataSource } from 'typeorm';
import { extendableTerm, rulebookOf, type Actor } from '@tregua/casework';
import type { Keyring } from '../keyring/keyring.js';
import { caseMatter } from '../reading/notice-matters.js';
import { appendEntry, inOwnTransaction, type Appended } from './append-entry.js';
import { takeTheOffice, tellTheOffice } from './office.js';

/** No term runs that the chair may extend; or this party asked for more of this very term before. */
export type TimeAsked = Appended | 'noTerm' | 'again';

/**
 * A party asks the chair for more time. It moves no term: only the chair extends one (ExtendTerm), and whoever asks has until then the term that runs. It
 * is entered in office/<case>, so that nobody can say later that it was not asked, or what was.
 */
export class TimeRequestsWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** @param reason kept sealed. `caseId` is a case that the actor, who speaks for `party`, may know of. */
  async ask(caseId: string, party: string, reason: string, actor: Actor): Promise<TimeAsked> {
    return await inOwnTransaction(this.dataSource, async (manager): Promise<TimeAsked> => {
      await takeTheOffice(manager, caseId);
      const matter = await caseMatter(manager, caseId);
      const term = matter === undefined ? undefined : extendableTerm(matter.subject, rulebookOf(matter.subject.rulebook));
      if (matter === undefined || term === undefined || !matter.subject.parties.includes(party)) return 'noTerm';
      const { state } = matter.subject;
      const termEndsAt = new Date(term.dueAt).toISOString();
      const [before] = await manager.query<object[]>(
        'select 1 from tregua.time_requests where case_id = $1 and party = $2 and state = $3 and term_ends_at = $4',
        [caseId, party, state, termEndsAt],
      );
      if (before !== undefined) return 'again';
      const appended = await appendEntry(manager, this.keyring, {
        stream: `office/${caseId}`,
        command: 'AskForTime',
        type: 'MoreTimeAsked',
        actor,
        payload: { party, state, term: term.kind, termEndsAt, reason },
        sealed: ['reason'],
      });
      await manager.query(
        `insert into tregua.time_requests (case_id, party, state, term_ends_at, extensions, asked_by, asked_at, seq)
         values ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [caseId, party, state, termEndsAt, matter.subject.counts.extensions[state] ?? 0, actor.id, new Date(appended.at), appended.seq],
      );
      await tellTheOffice(manager, appended, 'MoreTimeAsked', 'chair');
      return appended;
    });
  }
}
