import { entryOf } from '@tregua/ledger';
import type { ClientLine, EntryRow, Evidence, Finding, KeyRow, PlaceOf } from './records.js';

type Sent = Extract<ClientLine, { kind: 'sent' }>;
type Answered = Extract<ClientLine, { kind: 'entered' }>;

const placeName = ({ stream, seq }: { readonly stream: string; readonly seq: number }): string => `${stream} ${seq}`;
/** Streams that people write through the door; people, rulebooks and looks have other ways. */
const THROUGH_THE_DOOR = /^(?:case|report|ballot|motion)\//;

/**
 * Every acknowledged write is there, as it was acknowledged; nothing is there that no client sent; and what a client sent again under its key was
 * done once.
 */
export function judgeWrites({ clients, rows, isTagOf }: Pick<Evidence, 'clients' | 'rows' | 'isTagOf'>): {
  readonly acknowledged: number;
  readonly findings: Finding[];
} {
  const entries = new Map(rows.entries.map((entry) => [placeName(entry), entry]));
  const keys = new Map(rows.keys.map((row) => [row.key, row]));
  const sent = new Map<string, Sent>();
  const entered = new Map<string, Answered>();
  const refused = new Set<string>();
  const findings: Finding[] = [];
  for (const line of clients) {
    if (line.kind === 'sent') sent.set(line.key, line);
    else if (line.kind === 'refused') refused.add(line.key);
    else {
      const before = entered.get(line.key);
      if (before !== undefined && placeName(before.receipt) !== placeName(line.receipt)) findings.push(answeredTwice(line, before));
      entered.set(line.key, line);
    }
  }
  for (const line of entered.values())
    findings.push(...acknowledgedIsThere(line, entries), ...keyIsKept(line, sent.get(line.key), keys, isTagOf));
  for (const key of refused) if (keys.has(key)) findings.push(refusedButDone(key));
  for (const { key } of sent.values()) if (!entered.has(key) && !refused.has(key)) findings.push(stillUnknown(key));
  findings.push(...nobodySent(rows.entries, [...entered.values()], keys, sent));
  return { acknowledged: entered.size, findings };
}

function acknowledgedIsThere({ key, receipt, entries: places }: Answered, entries: ReadonlyMap<string, EntryRow>): Finding[] {
  return [receipt, ...places].flatMap((place): Finding[] => {
    const found = entries.get(placeName(place));
    if (found === undefined) {
      return [
        {
          figure: 'lost',
          what: 'acknowledgedWriteIsMissing',
          about: placeName(place),
          says: `It was acknowledged under the key ${key}, and is not there.`,
        },
      ];
    }
    if (found.hash === place.hash) return [];
    return [
      {
        figure: 'lost',
        what: 'acknowledgedWriteDiffers',
        about: placeName(place),
        says: `Another entry stands there than was acknowledged under the key ${key}.`,
      },
    ];
  });
}

function keyIsKept(
  { key, receipt }: Answered,
  sent: Sent | undefined,
  keys: ReadonlyMap<string, KeyRow>,
  isTagOf: Evidence['isTagOf'],
): Finding[] {
  const row = keys.get(key);
  if (row === undefined) {
    return [{ figure: 'lost', what: 'keyIsForgotten', about: key, says: 'It was acknowledged, and the same key would be done again.' }];
  }
  const isSame = placeName(row.receipt) === placeName(receipt) && row.receipt.hash === receipt.hash;
  const isTheirs =
    sent === undefined ||
    (row.actor === sent.actor && row.route === sent.route && isTagOf(row.bodyTag, [sent.actor, sent.route, key, sent.body]));
  if (isSame && isTheirs) return [];
  return [
    {
      figure: 'doubled',
      what: 'keyAnswersSomethingElse',
      about: key,
      says: 'What is kept under this key is not what was sent and acknowledged.',
    },
  ];
}

/** What a person entered must be in some client's journal, or be the work of a key that a client sent and heard nothing of. */
function nobodySent(
  entries: readonly EntryRow[],
  entered: readonly Answered[],
  keys: ReadonlyMap<string, KeyRow>,
  sent: ReadonlyMap<string, Sent>,
): Finding[] {
  const known = new Set(entered.flatMap(({ receipt, entries: places }) => [receipt, ...places].map(placeName)));
  for (const row of keys.values()) if (sent.has(row.key)) known.add(placeName(row.receipt));
  return entries.flatMap((entry): Finding[] => {
    if (!THROUGH_THE_DOOR.test(entry.stream) || known.has(placeName(entry)) || isOfTheSystem(entry)) return [];
    return [
      {
        figure: 'doubled',
        what: 'entryThatNobodySent',
        about: placeName(entry),
        says: `${entry.type} stands there, and no client was told of it.`,
      },
    ];
  });
}

function isOfTheSystem({ bytes }: EntryRow): boolean {
  try {
    return entryOf(bytes).actor['role'] === 'system';
  } catch {
    return true; // bytes that are no entry are named where the chain is judged
  }
}

function answeredTwice(line: Answered, before: Answered): Finding {
  const places = (one: PlaceOf, other: PlaceOf): string => `${placeName(one)} and ${placeName(other)}`;
  return {
    figure: 'doubled',
    what: 'keyWasDoneTwice',
    about: line.key,
    says: `The same key was answered with ${places(before.receipt, line.receipt)}.`,
  };
}

function refusedButDone(key: string): Finding {
  return { figure: 'doubled', what: 'refusedWriteIsThere', about: key, says: 'The client was told that it is refused, and it was done.' };
}

function stillUnknown(key: string): Finding {
  return { figure: 'stuck', what: 'outcomeIsUnknown', about: key, says: 'The client never heard what became of it.' };
}
