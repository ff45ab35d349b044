import type { OpenedBallot, Recorded, Rulebook, Subject } from '@tregua/casework';
import { commitmentOf, isHash, valueAt, type Digest, type Entry, type Json } from '@tregua/ledger';
import type { WeighedFinding } from '../finding.js';
import { againstTheClock, type Unlawful } from './deadlines.js';
import type { Law } from './law.js';
import { recordedOf } from './recorded.js';
import { decideAgain, type ReplayedStep, type ReplayedSubject } from './replay.js';
import { standingAt } from './standing.js';

const CHOICES = '/payload/choices';

interface Around {
  readonly law: Law;
  readonly digest: Digest;
}

/**
 * Ballots are cast in streams of their own, sealed, and opened by the entry that closes the call. Each must have been allowed when it was cast;
 * the closing entry must open every one of them, and nothing else, to what was committed.
 */
export function checkBallots(
  streams: ReadonlyMap<string, readonly Entry[]>,
  subjects: ReadonlyMap<string, ReplayedSubject>,
  around: Around,
): WeighedFinding[] {
  const findings: WeighedFinding[] = [];
  for (const [stream, entries] of streams) {
    if (!stream.startsWith('ballot/')) continue;
    const [, id, call] = stream.split('/');
    const subject = subjects.get(`case/${id ?? ''}`);
    if (subject === undefined) {
      findings.push({
        weight: 'note',
        what: 'caseOfBallotsIsNotHere',
        stream,
        seq: 0,
        says: 'The file does not hold the case of these ballots.',
      });
      continue;
    }
    findings.push(...castLawfully(stream, entries, subject, Number(call), around));
  }
  for (const subject of subjects.values()) {
    for (const step of subject.steps) findings.push(...openedRightly(step, subject, streams, around));
  }
  return findings;
}

function castLawfully(stream: string, entries: readonly Entry[], subject: ReplayedSubject, call: number, around: Around): WeighedFinding[] {
  const cast = new Set<unknown>();
  return entries.flatMap((entry) => {
    const name = ({ what, field, says }: Unlawful): WeighedFinding => ({
      weight: 'unlawful',
      what,
      stream,
      seq: entry.seq,
      ...(field === undefined ? {} : { field }),
      says,
    });
    const recorded = recordedOf(entry);
    const row = recorded === undefined ? undefined : subject.process.rows[recorded.command];
    const rulebook = recorded === undefined ? undefined : around.law.rulebookOf(recorded.rulebook);
    if (recorded === undefined || rulebook === undefined || row?.apart !== 'ballot') {
      return [name({ what: 'entryIsNoBallot', says: 'Only ballots stand in a stream of ballots.' })];
    }
    const twice = cast.has(recorded.actor.id)
      ? [name({ what: 'ballotIsCastTwice', says: 'This member had cast a ballot in this call already.' })]
      : [];
    cast.add(recorded.actor.id);
    // Where the case itself could not be replayed to its end, how it stood is not known.
    if (!subject.whole) return twice;
    const standing = standingAt(subject, recorded.at);
    if (standing.length === 0) return [...twice, name({ what: 'ballotIsBeforeTheCase', says: 'The case was not there yet.' })];
    const judged = standing.map((before) => judge(before, recorded, subject, rulebook, call, around.law));
    return [...twice, ...(judged.find((unlawful) => unlawful.length === 0) ?? judged[0] ?? []).map(name)];
  });

  function judge(
    before: Subject,
    recorded: Recorded,
    of: ReplayedSubject,
    rulebook: Rulebook,
    number: number,
    law: Law,
  ): readonly Unlawful[] {
    const row = of.process.rows[recorded.command];
    const open = law.openCallOf(before);
    const elsewhere: Unlawful[] =
      open === number ? [] : [{ what: 'callIsNotOpen', says: `Call ${number} was not open when this ballot was cast.` }];
    const late = row === undefined ? [] : againstTheClock(of.process, row, before, recorded, rulebook);
    return [...elsewhere, ...late, ...decideAgain(of.process, before, recorded, rulebook).unlawful];
  }
}

function openedRightly(
  step: ReplayedStep,
  subject: ReplayedSubject,
  streams: ReadonlyMap<string, readonly Entry[]>,
  around: Around,
): WeighedFinding[] {
  const { facts } = step.recorded.data;
  if (step.row.needs?.includes('ballots') !== true || step.before === undefined) return [];
  const { stream: caseStream, seq } = step.entry;
  const name = (what: string, says: string, index?: number): WeighedFinding => ({
    weight: 'unlawful',
    what,
    stream: caseStream,
    seq,
    field: index === undefined ? '/facts/ballots' : `/facts/ballots/${index}`,
    says,
  });
  const stated = facts['ballots'];
  if (!Array.isArray(stated)) return [name('ballotsAreMissing', 'This step opens the ballots, and does not hold them.')];
  const of = `ballot/${subject.stream.slice('case/'.length)}/`;
  if (stated.length > 0 && ![...streams.keys()].some((one) => one.startsWith(of))) {
    return [
      { ...name('ballotsAreNotHere', 'The file holds no ballots of this case: the tally rests on this entry alone.'), weight: 'unshown' },
    ];
  }
  const call = around.law.openCallOf(step.before);
  const stream = call === undefined ? '' : `${of}${call}`;
  const cast = (streams.get(stream) ?? []).filter(({ at }) => at <= step.entry.at);
  const opened = new Set<number>();
  const findings = (stated as readonly Json[]).flatMap((ballot, index) => {
    const entry = cast.find(({ data }) => valueAt(data, `${CHOICES}/sealed`) === valueAt(ballot, '/commitment'));
    if (entry === undefined) return [name('ballotWasNeverCast', 'No ballot of this call holds this commitment.', index)];
    if (opened.has(entry.seq)) return [name('ballotIsOpenedTwice', `The ballot ${stream} ${entry.seq} is counted twice.`, index)];
    opened.add(entry.seq);
    return opensTo(ballot as unknown as OpenedBallot, entry, around.digest)
      ? []
      : [name('ballotDiffers', `What is opened here is not the ballot ${stream} ${entry.seq}: member, time or choices are others.`, index)];
  });
  const unopened = cast.filter((entry) => !opened.has(entry.seq));
  return [
    ...findings,
    ...unopened.map((entry) => name('ballotIsNotOpened', `The ballot ${stream} ${entry.seq} was cast and is not counted.`)),
  ];
}

function opensTo(ballot: OpenedBallot, entry: Entry, digest: Digest): boolean {
  const { member, constituency, at, choices, salt, commitment } = ballot;
  if (member !== entry.actor['id'] || constituency !== (entry.actor['constituency'] ?? '')) return false;
  if (typeof at !== 'number' || at !== Date.parse(entry.at) || !isHash(salt)) return false;
  const value = choices as unknown as Json;
  return commitmentOf({ stream: entry.stream, seq: entry.seq, field: CHOICES, value, salt }, digest) === commitment;
}
