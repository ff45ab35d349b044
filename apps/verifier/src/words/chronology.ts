import type { Subject } from '@tregua/casework';
import { instantText, type Entry, type Json, type SealedValue } from '@tregua/ledger';
import type { ReplayedStep } from '../law/replay.js';
import type { Verification } from '../verify.js';
import { printable } from './printable.js';

const SHOWN_TEXT = 160;

/**
 * The history of an export for people: every entry of every stream by time, with the change of state, the deadlines that began, what the law worked out,
 * and the texts that are disclosed. It shows what the entries say, whether or not they are lawful: read it with the findings.
 */
export function chronologyOf({ read, law }: Pick<Verification, 'read' | 'law'>): string[] {
  const steps = new Map<string, ReplayedStep>();
  for (const step of law.subjects.flatMap((subject) => subject.steps)) steps.set(placeOf(step.entry), step);
  const texts = new Map<string, SealedValue[]>();
  for (const value of read.sealed) {
    const list = texts.get(placeOf(value));
    if (list === undefined) texts.set(placeOf(value), [value]);
    else list.push(value);
  }
  const entries = [...read.streams.values()].flatMap((list) => list.flatMap(({ entry }) => entry ?? []));
  // Entries of one transaction bear one time: they stay in the order of the file's streams.
  entries.sort((a, b) => (a.at < b.at ? -1 : Number(a.at > b.at)));
  const width = Math.max(0, ...read.header.heads.slice(0, 1_000).map(({ stream }) => nameOf(stream).length));
  return entries.flatMap((entry) => {
    const step = steps.get(placeOf(entry));
    const when = `${entry.at.slice(0, 10)} ${entry.at.slice(11, 16)}`;
    const first = `${when}  ${nameOf(entry.stream).padEnd(width)} ${String(entry.seq).padStart(3)}  ${sentenceOf(entry.type)}, ${actorOf(entry)}${moveOf(step)}`;
    const more = [...begunBy(step), ...outcomeOf(entry), ...(texts.get(placeOf(entry)) ?? []).map(textOf)];
    return [first, ...more.map((line) => `${' '.repeat(when.length + 2)}${line}`)].map(printable);
  });
}

function placeOf({ stream, seq }: { readonly stream: string; readonly seq: number }): string {
  return `${stream} ${seq}`;
}

/** `case …a1b2`: the end of an id tells streams apart well enough beside each other. */
function nameOf(stream: string): string {
  const [kind = '', id = '', call] = stream.split('/');
  return `${kind} …${id.slice(-4)}${call === undefined ? '' : `/${call}`}`;
}

/** `PanelDrawn` → `Panel drawn`. */
function sentenceOf(type: string): string {
  const words = type.replace(/(?<=[a-z0-9])(?=[A-Z])/g, ' ').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}

function actorOf({ actor, data }: Entry): string {
  const { id, role, constituency, party } = actor as {
    readonly id: string;
    readonly role: string;
    readonly constituency?: Json;
    readonly party?: Json;
  };
  if (role === 'system') return 'by the clock or by law';
  const as = typeof data['as'] === 'string' && data['as'] !== role ? ` as ${data['as']}` : '';
  const speaksFor = [constituency, party].filter((one) => typeof one === 'string').join(', ');
  return `by ${role}${speaksFor === '' ? '' : ` (${speaksFor})`} …${id.slice(-4)}${as}`;
}

function moveOf(step: ReplayedStep | undefined): string {
  if (step === undefined || step.before?.state === step.after.state) return '';
  return step.before === undefined ? `: ${step.after.state}` : `: ${step.before.state} → ${step.after.state}`;
}

function begunBy(step: ReplayedStep | undefined): string[] {
  if (step === undefined) return [];
  const before: Subject['deadlines'] = step.before?.deadlines ?? {};
  return Object.values(step.after.deadlines)
    .filter(({ key, dueAt }) => before[key]?.dueAt !== dueAt)
    .map(({ key, dueAt }) => `due: ${key} on ${dayOf(dueAt)}`);
}

function dayOf(ms: number): string {
  try {
    return instantText(ms).slice(0, 16).replace('T', ' ');
  } catch {
    return 'a day that no calendar has';
  }
}

function outcomeOf({ data }: Entry): string[] {
  const outcome = data['outcome'];
  if (typeof outcome !== 'object' || outcome === null || Object.keys(outcome).length === 0) return [];
  return [`law: ${shortened(JSON.stringify(outcome))}`];
}

function textOf({ field, value }: SealedValue): string {
  return `${field.slice(field.lastIndexOf('/') + 1)}: ${shortened(typeof value === 'string' ? `“${value}”` : JSON.stringify(value))}`;
}

function shortened(text: string): string {
  return text.length <= SHOWN_TEXT ? text : `${text.slice(0, SHOWN_TEXT)}…`;
}
