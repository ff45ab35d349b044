import { processOf } from '@tregua/casework';
import { messageKey } from '../../../../worker/src/channels/message-key.js';
import { recordedIn } from './fold.js';
import type { EntryRow, Evidence, Figure, Finding, NoticeRow, Receiver } from './records.js';

/** Streams of the law: what is told of others (a test that a person asked for) no table says. */
const OF_THE_LAW = /^(?:case|report|ballot)\//;
/** Notices that no entry brings about, but the clock. */
const BY_THE_CLOCK = /^(?:reminder|digest):/;

/**
 * What the tables of the law say is told, is told: an outbox row for each audience of each entry, closed; each notice once for a recipient and channel,
 * and sent; and at the receiver each notice once, under its own id, signed, and in the order in which its case moved.
 */
export function judgeEffects({
  rows,
  leftAloneAt,
  sink,
  receivers,
}: Pick<Evidence, 'rows' | 'leftAloneAt' | 'sink' | 'receivers'>): Finding[] {
  const expected = new Set(rows.entries.flatMap(effectsOf));
  const found = new Map(rows.outbox.map((row) => [row.effectKey, row]));
  const findings: Finding[] = [];
  for (const effectKey of expected) {
    if (!found.has(effectKey)) findings.push(finding('missed', 'effectHasNoRow', effectKey, 'The law tells of it, and no row does.'));
  }
  for (const { effectKey, createdAt, done } of found.values()) {
    if (OF_THE_LAW.test(effectKey) && !expected.has(effectKey)) {
      findings.push(finding('doubled', 'effectIsUncalledFor', effectKey, 'No entry tells of this.'));
    }
    if (!done && createdAt <= leftAloneAt)
      findings.push(finding('stuck', 'effectIsStillOpen', effectKey, 'It was never relayed and done.'));
  }
  return [
    ...findings,
    ...judgeNotices(rows.notices, found, leftAloneAt),
    ...judgeSubscribed(rows, receivers),
    ...receivers.flatMap(({ id }) => judgeReceiver(id, rows.notices, sink)),
  ];
}

/** The audiences of an entry's row, as the door names them. */
function effectsOf(entry: EntryRow): string[] {
  if (!OF_THE_LAW.test(entry.stream)) return [];
  const process = processOf(entry.stream.startsWith('report/') ? 'report' : 'case');
  try {
    const { command } = recordedIn(entry);
    return (process.rows[command]?.tells ?? []).map((audience) => `${entry.stream}:${entry.seq}:${audience.replaceAll(' ', '-')}`);
  } catch {
    return []; // bytes that are no entry are named where the chain is judged
  }
}

function judgeNotices(
  notices: readonly NoticeRow[],
  outbox: ReadonlyMap<string, { readonly done: boolean }>,
  leftAloneAt: number,
): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { id, effectKey, recipient, channel, status, waits, createdAt } of notices) {
    const name = `${effectKey}|${recipient}|${channel}`;
    if (seen.has(name))
      findings.push(finding('doubled', 'noticeIsTwice', name, 'The same recipient is told of the same effect by the same channel twice.'));
    seen.add(name);
    const effect = outbox.get(effectKey);
    if (effect === undefined && !BY_THE_CLOCK.test(effectKey)) {
      findings.push(finding('doubled', 'noticeWithoutEffect', id, `No outbox row ${effectKey} called for it.`));
    }
    if (effect?.done === false)
      findings.push(finding('stuck', 'noticeOfOpenEffect', id, 'Its effect is still open, and would be decided again.'));
    if (status === 'open' && !waits && createdAt <= leftAloneAt)
      findings.push(finding('stuck', 'noticeIsStillOpen', id, `It was never sent by ${channel}.`));
    if (status === 'dead') findings.push(finding('stuck', 'noticeIsDead', id, `It was given up by ${channel}.`));
  }
  return findings;
}

/**
 * Whoever has subscribed to an audience has a notice of each effect on it that is done. But for ballots: until a ballot closes, nobody learns who has
 * voted (law.md, "Panel, conflicts, votes").
 */
function judgeSubscribed({ outbox, notices }: Evidence['rows'], receivers: readonly Receiver[]): Finding[] {
  const told = new Set(
    notices.filter(({ channel }) => channel === 'webhook').map(({ effectKey, recipient }) => `${recipient} ${effectKey}`),
  );
  return receivers.flatMap(({ id, audiences }) =>
    outbox
      .filter(
        ({ audience, done, effectKey }) =>
          done && !effectKey.startsWith('ballot/') && audiences.includes(audience) && !told.has(`${id} ${effectKey}`),
      )
      .map(({ effectKey }) =>
        finding('lost', 'effectWasNotTold', `${id} ${effectKey}`, 'It is closed as done, and whoever subscribed to it was not told.'),
      ),
  );
}

function judgeReceiver(receiver: string, notices: readonly NoticeRow[], sink: Evidence['sink']): Finding[] {
  const findings: Finding[] = [];
  const expected = new Map(
    notices
      .filter(({ channel, recipient }) => channel === 'webhook' && recipient === receiver)
      .map((notice) => [messageKey(notice.noticeKey), notice]),
  );
  const acted = new Set<string>();
  const last = new Map<string, number>();
  for (const { id, recipient, fresh, signed } of sink) {
    if (recipient !== receiver) continue;
    const name = `${recipient} ${id}`;
    if (!signed) findings.push(finding('broken', 'deliveryIsUnsigned', name, "It came without the receiver's own signature."));
    const notice = expected.get(id);
    if (notice === undefined) {
      findings.push(finding('doubled', 'receivedWithoutNotice', name, 'The receiver got it, and no notice goes by this id.'));
      continue;
    }
    if (!fresh) continue;
    if (acted.has(id)) findings.push(finding('doubled', 'receiverActedTwice', name, 'One id, and the receiver acted on it twice.'));
    acted.add(id);
    const before = last.get(notice.matter ?? '') ?? -1;
    if (notice.ordinal < before)
      findings.push(finding('broken', 'receivedOutOfOrder', name, 'A later notice about the same matter came before it.'));
    last.set(notice.matter ?? '', Math.max(before, notice.ordinal));
  }
  for (const [id, { status, effectKey }] of expected) {
    if (status === 'sent' && !acted.has(id)) {
      findings.push(
        finding('lost', 'sentNoticeNeverCame', `${receiver} ${effectKey}`, 'It is marked as sent, and the receiver has nothing of it.'),
      );
    }
  }
  return findings;
}

function finding(figure: Figure, what: string, about: string, says: string): Finding {
  return { figure, what, about, says };
}
