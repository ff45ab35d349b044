import type { DataSource, EntityManager } from 'typeorm';
import {
  noticesFor,
  officeNoticesFor,
  partiesWithoutAgent,
  testNoticesFor,
  type CaseMatter,
  type Matter,
  type Notice,
  type Recorded,
  type ReportMatter,
  type Telling,
} from '@tregua/casework';
import { newId } from '@tregua/platform';
import { caseMatter, entryAt, reportMatter, subjectAfter } from '../reading/notice-matters.js';
import { hearersOf, subscribedWebhooks } from '../reading/notice-people.js';
import { insertNotices, type NoticeRow } from './insert-notices.js';

/** What deciding brought about. */
export interface Decided {
  /** Effects that were closed: the one asked for, and those of its stream that came before it. */
  readonly effects: number;
  /** Notices that go out by mail or webhook now, in the order in which they were written. */
  readonly deliver: readonly string[];
}

interface Effect {
  readonly effect_key: string;
  readonly stream: string;
  readonly seq: number;
  readonly audience: string;
}

interface Told {
  readonly telling: Telling;
  readonly notices: readonly Notice[];
}

/** Turns effects that wait in the outbox into notices. */
export class NoticesWriter {
  constructor(private readonly dataSource: DataSource) {}

  /**
   * Decides who is told of an effect, and of all that is still open before it in its stream, so that each recipient hears of one case in its order
   * whichever job comes first. Notices and the end of the effect are written in one transaction: twice asked, once told.
   */
  async decide(effectKey: string): Promise<Decided> {
    return await this.dataSource.transaction(async (manager) => {
      const [asked] = await manager.query<Effect[]>(`select effect_key, stream, seq, audience from tregua.outbox where effect_key = $1`, [
        effectKey,
      ]);
      if (asked === undefined) return { effects: 0, deliver: [] };
      await manager.query(`select pg_advisory_xact_lock(hashtext('tregua stream'), hashtext($1))`, [asked.stream]);
      // Entries of a stream commit in their order: whoever sees this one's row sees all rows before it.
      const open = await manager.query<Effect[]>(
        `select effect_key, stream, seq, audience from tregua.outbox
          where stream = $1 and seq <= $2 and done_at is null order by seq, effect_key for update`,
        [asked.stream, asked.seq],
      );
      const deliver: string[] = [];
      for (const effect of open) deliver.push(...(await this.tell(manager, effect)));
      await manager.query(`update tregua.outbox set done_at = tregua.now() where effect_key = any($1)`, [
        open.map(({ effect_key: key }) => key),
      ]);
      return { effects: open.length, deliver };
    });
  }

  private async tell(manager: EntityManager, effect: Effect): Promise<readonly string[]> {
    const entry = await entryAt(manager, effect.stream, effect.seq);
    const [kind, id] = effect.stream.split('/') as [string, string];
    if (kind === 'person') {
      const notices = testNoticesFor(id, await hearersOf(manager, null));
      return await insertNotices(
        manager,
        notices.map((notice) => rowOf(notice, effect, entry)),
      );
    }
    if (kind === 'webhook') return await insertNotices(manager, [rowOf(webhookTest(id), effect, entry)]);
    if (kind === 'office') return await this.tellOffice(manager, effect, entry, id);
    const told = await this.decideOne(manager, effect, entry, kind, id);
    if (told === undefined) throw new Error(`Nobody can be told of ${effect.stream}.`);
    const deliver = await insertNotices(
      manager,
      told.notices.map((notice) => rowOf(notice, effect, entry)),
    );
    if (kind === 'case') await this.layOut(manager, effect, told.telling, told.notices);
    return deliver;
  }

  /** What the office entered about a case has no row in the law that tells of it. */
  private async tellOffice(manager: EntityManager, effect: Effect, entry: Recorded, caseId: string): Promise<readonly string[]> {
    const matter = await caseMatter(manager, caseId);
    if (matter === undefined) throw new Error(`Nobody can be told of ${effect.stream}.`);
    const [now] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
    const notices = officeNoticesFor({ matter, entry, ...(await hearersOf(manager, caseId)), at: Number(now?.at) });
    return await insertNotices(
      manager,
      notices.map((notice) => rowOf(notice, effect, entry)),
    );
  }

  private async decideOne(manager: EntityManager, effect: Effect, entry: Recorded, kind: string, id: string): Promise<Told | undefined> {
    const found = kind === 'report' ? await reportMatter(manager, id) : await caseMatter(manager, kind === 'motion' ? targetOf(entry) : id);
    if (found === undefined) return undefined;
    // Ballots and motions lie in streams of their own and do not move the case.
    const matter: Matter = ['ballot', 'motion'].includes(kind) ? found : await asItStood(manager, found, effect.seq);
    const caseId = matter.process === 'case' ? matter.subject.id : caseOfReport(matter, entry);
    const { people, preferences } = await hearersOf(manager, caseId);
    const [now] = await manager.query<{ at: string }[]>('select tregua.now_ms() as at');
    const telling: Telling = {
      audience: effect.audience,
      entry,
      matter,
      caseOfReport: matter.process === 'report' && caseId !== null ? ((await caseMatter(manager, caseId)) ?? null) : null,
      joined: await joinedTo(manager, matter, effect.audience),
      servedOn: matter.process === 'case' && kind === 'case' ? await servedOn(manager, id, effect.seq) : [],
      people,
      webhooks: await subscribedWebhooks(manager),
      preferences,
      at: Number(now?.at),
    };
    return { telling, notices: noticesFor(telling) };
  }

  /** The proof that what was served lies in the list of each agent; or that nobody speaks for a party. */
  private async layOut(manager: EntityManager, effect: Effect, telling: Telling, notices: readonly Notice[]): Promise<void> {
    const partyOf = new Map(telling.people.map(({ id, party }) => [id, party]));
    const laid = notices
      .filter(({ channel, kind }) => channel === 'app' && kind === 'service')
      .map(({ recipient }) => ({ party: partyOf.get(recipient) ?? null, agent: recipient, how: 'laid' }));
    const unspoken = partiesWithoutAgent(telling).map((party) => ({ party, agent: null, how: 'unspoken' }));
    for (const { party, agent, how } of [...laid, ...unspoken]) {
      await manager.query(
        `insert into tregua.service_proofs (id, case_id, party, seq, how, agent, notice_id, at)
         select $1, $2, $3, $4, $5, $6::uuid, (select n.id from tregua.notices n where n.notice_key = $7), tregua.now() on conflict do nothing`,
        [newId(), telling.matter.subject.id, party, effect.seq, how, agent, `${effect.effect_key}|${agent}|app`],
      );
    }
  }
}

async function asItStood(
  manager: EntityManager,
  found: (CaseMatter & { readonly seq: number }) | (ReportMatter & { readonly seq: number }),
  seq: number,
): Promise<Matter> {
  if (found.process === 'case') return { ...found, subject: await subjectAfter(manager, 'case', found, seq) };
  return { ...found, subject: await subjectAfter(manager, 'report', found, seq) };
}

/** Id of the case that a motion is about. */
function targetOf({ data }: Recorded): string {
  const target = data.payload['target'];
  if (typeof target !== 'string') throw new Error('A motion names no target.');
  return target.replace(/^case\//, '');
}

/** The report's case; where the entry took it away, the one that the door brought as a fact. */
function caseOfReport({ subject }: ReportMatter, { data }: Recorded): string | null {
  const other = data.facts['otherCase'];
  const id = typeof other === 'object' && other !== null && 'id' in other ? other['id'] : undefined;
  return typeof id === 'string' ? id : subject.case;
}

async function joinedTo(manager: EntityManager, matter: Matter, audience: string): Promise<readonly CaseMatter[]> {
  if (matter.process !== 'case' || audience !== 'joined') return [];
  const found = await Promise.all(matter.subject.joining.children.map(({ id }) => caseMatter(manager, id)));
  return found.filter((child) => child !== undefined);
}

async function servedOn(manager: EntityManager, caseId: string, seq: number): Promise<readonly string[]> {
  const rows = await manager.query<{ party: string }[]>(
    `select party from tregua.served_items where case_id = $1 and seq = $2 order by party`,
    [caseId, seq],
  );
  return rows.map(({ party }) => party);
}

/** A test that an administrator asked for goes the way of every notice to that webhook. */
function webhookTest(webhook: string): Notice {
  return {
    recipient: webhook,
    channel: 'webhook',
    reason: 'askedForTest',
    kind: 'test',
    manner: 'now',
    about: null,
    severity: null,
    digest: null,
  };
}

function rowOf(notice: Notice, effect: Effect, entry: Recorded): NoticeRow {
  return { notice, effectKey: effect.effect_key, type: entry.type, audience: effect.audience, dueAt: null };
}
