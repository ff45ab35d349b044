import { processOf } from '@tregua/casework';
import { recordedIn } from './fold.js';
import type { EntryRow, Evidence, Finding, NoticeRow } from './records.js';

/**
 * What the tables of the law say is told, is on its way or told: an outbox row for each audience of each entry, closed once a worker relays; each
 * notice once for a recipient and channel; and at the receiver each notice once, under one id.
 */
export function judgeEffects({ rows, sink, receivers, relays }: Pick<Evidence, 'rows' | 'sink' | 'receivers' | 'relays'>): Finding[] {
  const expected = new Set(rows.entries.flatMap(effectsOf));
  const found = new Map(rows.outbox.map((row) => [row.effectKey, row]));
  const findings: Finding[] = [];
  for (const effectKey of expected) {
    if (!found.has(effectKey))
      findings.push({ figure: 'missed', what: 'effectHasNoRow', about: effectKey, says: 'The law tells of it, and no row does.' });
  }
  for (const { effectKey, done } of found.values()) {
    if (!expected.has(effectKey)) {
      findings.push({ figure: 'doubled', what: 'effectIsUncalledFor', about: effectKey, says: 'No entry tells of this.' });
    } else if (relays && !done) {
      findings.push({ figure: 'stuck', what: 'effectIsStillOpen', about: effectKey, says: 'It was never relayed and done.' });
    }
  }
  return [...findings, ...judgeNotices(rows.notices, found), ...judgeSink(rows.notices, sink, receivers)];
}

/** The audiences of an entry's row, as the door names them. */
function effectsOf(entry: EntryRow): string[] {
  if (!/^(?:case|report|ballot)\//.test(entry.stream)) return [];
  const process = processOf(entry.stream.startsWith('report/') ? 'report' : 'case');
  try {
    const { command } = recordedIn(entry);
    return (process.rows[command]?.tells ?? []).map((audience) => `${entry.stream}:${entry.seq}:${audience.replaceAll(' ', '-')}`);
  } catch {
    return []; // bytes that are no entry are named where the chain is judged
  }
}

function judgeNotices(notices: readonly NoticeRow[], outbox: ReadonlyMap<string, { readonly done: boolean }>): Finding[] {
  const findings: Finding[] = [];
  const seen = new Set<string>();
  for (const { id, effectKey, recipient, channel, status } of notices) {
    const name = `${effectKey}|${recipient}|${channel}`;
    if (seen.has(name))
      findings.push({
        figure: 'doubled',
        what: 'noticeIsTwice',
        about: name,
        says: 'The same recipient is told of the same effect by the same channel twice.',
      });
    seen.add(name);
    const effect = outbox.get(effectKey);
    if (effect === undefined)
      findings.push({ figure: 'doubled', what: 'noticeWithoutEffect', about: id, says: `No outbox row ${effectKey} called for it.` });
    else if (!effect.done)
      findings.push({
        figure: 'stuck',
        what: 'noticeOfOpenEffect',
        about: id,
        says: 'Its effect is still open, and would be decided again.',
      });
    if (status === 'open' && channel !== 'app')
      findings.push({ figure: 'stuck', what: 'noticeIsStillOpen', about: id, says: `It was never sent by ${channel}.` });
    if (status === 'dead') findings.push({ figure: 'stuck', what: 'noticeIsDead', about: id, says: `It was given up by ${channel}.` });
  }
  return findings;
}

/** The receiver acts on an id once; so an effect is doubled where it came under two ids, and lost where it was marked as sent and never came. */
function judgeSink(notices: readonly NoticeRow[], sink: Evidence['sink'], receivers: readonly string[]): Finding[] {
  const findings: Finding[] = [];
  const ids = new Map<string, string>();
  const acted = new Set<string>();
  for (const { id, recipient, effect, fresh } of sink) {
    const name = `${recipient} ${effect}`;
    const before = ids.get(name);
    if (before !== undefined && before !== id) {
      findings.push({
        figure: 'doubled',
        what: 'effectCameUnderTwoIds',
        about: name,
        says: `It came as ${before} and as ${id}, so the receiver acted twice.`,
      });
    }
    ids.set(name, id);
    if (!fresh) continue;
    if (acted.has(`${recipient} ${id}`))
      findings.push({
        figure: 'doubled',
        what: 'receiverActedTwice',
        about: `${recipient} ${id}`,
        says: 'One id, and the receiver acted on it twice.',
      });
    acted.add(`${recipient} ${id}`);
  }
  const told = notices.filter(({ channel, recipient }) => channel === 'webhook' && receivers.includes(recipient));
  const expected = new Set(told.map(({ recipient, effectKey }) => `${recipient} ${effectKey}`));
  for (const { recipient, effectKey, status } of told) {
    if (status === 'sent' && !ids.has(`${recipient} ${effectKey}`)) {
      findings.push({
        figure: 'lost',
        what: 'sentNoticeNeverCame',
        about: `${recipient} ${effectKey}`,
        says: 'It is marked as sent, and the receiver has nothing of it.',
      });
    }
  }
  for (const name of ids.keys()) {
    if (!expected.has(name))
      findings.push({ figure: 'doubled', what: 'receivedWithoutNotice', about: name, says: 'The receiver got it, and no notice says so.' });
  }
  return findings;
}
