import { v7 } from 'uuid';
import type { FieldValue } from './form';
import { ProblemError } from '../api/problem';
import { device, dropPieces, type KeptDraft, type OutFile, type Parcel } from './device-store';
import { draftKey } from './passphrase';
import type { FieldLaw } from './preparation';
import { sealText, type IntakeKey } from './seal-text';
import type { SealedFile } from './seal-file';

export type Content = Readonly<Record<string, FieldValue>>;

/** How the place was found: what the form shows again. */
export interface Whereabouts {
  readonly way: 'point' | 'mgrs' | 'bearing';
  readonly mgrs: string;
  /** As typed: of the place, or of where the observer stood. */
  readonly latitude: string;
  readonly longitude: string;
  readonly bearing: number | null;
  readonly metres: number | null;
  readonly radius: number | null;
}

export interface Draft {
  readonly id: string;
  readonly content: Content;
  readonly where: Whereabouts;
  readonly files: readonly SealedFile[];
}

export const emptyDraft = (): Draft => ({
  id: v7(),
  content: { utcOffsetMinutes: -new Date().getTimezoneOffset() },
  where: { way: 'point', mgrs: '', latitude: '', longitude: '', bearing: null, metres: null, radius: null },
  files: [],
});

/** The drafts are locked: ask for the passphrase. */
export class DraftsAreLocked extends Error {}

function openKey(): CryptoKey {
  const key = draftKey();
  if (key === undefined) throw new DraftsAreLocked();
  return key;
}

export async function keepDraft(draft: Draft): Promise<number> {
  const nonce = crypto.getRandomValues(new Uint8Array(12));
  const clear = Uint8Array.from(new TextEncoder().encode(JSON.stringify(draft)));
  const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce, additionalData: idBytes(draft.id) }, openKey(), clear);
  const changedAt = Date.now();
  await device.drafts.put({ id: draft.id, changedAt, nonce, box });
  return changedAt;
}

export async function openDraft({ id, nonce, box }: KeptDraft): Promise<Draft> {
  const clear = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: nonce, additionalData: idBytes(id) }, openKey(), box);
  return JSON.parse(new TextDecoder().decode(clear)) as Draft;
}

export async function findDraft(id: string): Promise<Draft | undefined> {
  const kept = await device.drafts.get(id);
  return kept === undefined ? undefined : await openDraft(kept);
}

export async function discardDraft({ id, files }: Draft): Promise<void> {
  await device.drafts.delete(id);
  for (const file of files) await dropPieces(file.id);
}

const idBytes = (id: string): Uint8Array<ArrayBuffer> => Uint8Array.from(new TextEncoder().encode(id));

/** Steps of the wizard, in the order in which a monitor thinks. */
export const steps = ['where', 'when', 'what', 'perceived', 'counts', 'evidence', 'check'] as const;
export type Step = (typeof steps)[number];

export interface Missing {
  readonly step: Step;
  /** Names of fields of which one is needed. */
  readonly anyOf: readonly string[];
}

/** What the rulebook's data asks of a report with these codes. The server judges; this only spares a way. */
export function missingIn({ content }: Draft, law: FieldLaw): readonly Missing[] {
  const place = groupOf(content['place']);
  const details = groupOf(content['details']);
  const codes = codesOf(content);
  const lacks = (step: Step, name: string): Missing[] => (content[name] === undefined ? [{ step, anyOf: [name] }] : []);
  const placed = (place['latitude'] !== undefined && place['longitude'] !== undefined) || place['name'] !== undefined;
  const protects = codes.some((code) => law.rulebook.violations[code]?.protectsSource === true) && content['protectsSource'] !== true;
  return [
    ...(placed ? [] : [{ step: 'where' as const, anyOf: ['place'] }]),
    ...lacks('when', 'startsAt'),
    ...lacks('when', 'timePrecision'),
    ...(codes.length === 0 ? [{ step: 'what' as const, anyOf: ['codes'] }] : []),
    ...lacks('perceived', 'epistemicLevel'),
    ...(protects ? [{ step: 'perceived' as const, anyOf: ['protectsSource'] }] : []),
    ...requiredDetails(codes, law)
      .filter(
        (names) => !names.some((name) => details[name] !== undefined || (name === 'casualties' && content['casualties'] !== undefined)),
      )
      .map((names): Missing => ({ step: names.includes('perceivedHow') ? 'perceived' : 'counts', anyOf: names })),
  ];
}

/** Which details the codes ask for: of each inner list, one. */
export function requiredDetails(codes: readonly string[], { rulebook }: FieldLaw): readonly (readonly string[])[] {
  const all = codes.flatMap((code) => rulebook.violations[code]?.requires ?? []);
  return all.filter((names, at) => all.findIndex((other) => other.join() === names.join()) === at);
}

export const codesOf = (content: Content): readonly string[] => (Array.isArray(content['codes']) ? content['codes'].map(String) : []);

export function groupOf(value: FieldValue): Readonly<Record<string, FieldValue>> {
  return typeof value === 'object' && !Array.isArray(value) ? (value as Readonly<Record<string, FieldValue>>) : {};
}

/**
 * Finalises a draft: one way, once. Report and keys of its files go under the Commission's key, and the draft, with all that could open them here, is
 * deleted in the same step. False: it was finalised before, perhaps in another tab.
 */
export async function finalise(draft: Draft, key: IntakeKey, person: string): Promise<boolean> {
  const { id, content } = draft;
  const finalisedAt = new Date().toISOString();
  const text = JSON.stringify({ v: 1, content: JSON.parse(JSON.stringify(content)) as object, finalisedAt });
  const sealed = await sealText(key, text, `tregua-parcel/v1\n${id}\n${person}`);
  const files = await Promise.all(draft.files.map((file) => outFile(file, id, key, person)));
  return await device.transaction('rw', device.drafts, device.parcels, async () => {
    if ((await device.drafts.get(id)) === undefined) return false;
    await device.parcels.add({ id, person, finalisedAt, sealed, state: 'queued', tries: 0, nextAt: 0, files });
    await device.drafts.delete(id);
    return true;
  });
}

/**
 * What was refused comes back as a draft under a new id: its author asks the Commission to open it once more, since this device cannot. Its files
 * went under keys that are no longer here, and must be picked again.
 *
 * @throws DraftsAreLocked; ProblemError where the Commission does not open it.
 */
export async function takeBack(parcel: Parcel): Promise<string> {
  openKey();
  const answer = await fetch(`/api/v1/field/parcels/${parcel.id}/opening`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parcel.sealed),
  });
  const opened = (await answer.json()) as { content: Content };
  if (!answer.ok) throw new ProblemError({ status: answer.status, ...opened });
  const { finalisedAt: _, ...content } = opened.content;
  const { latitude, longitude, radiusMetres } = groupOf(content['place']);
  const draft = emptyDraft();
  const where = {
    ...draft.where,
    latitude: typeof latitude === 'string' ? latitude : '',
    longitude: typeof longitude === 'string' ? longitude : '',
    radius: typeof radiusMetres === 'number' ? radiusMetres : null,
  };
  await keepDraft({ ...draft, content, where });
  await device.parcels.delete(parcel.id);
  for (const file of parcel.files) await dropPieces(file.id);
  return draft.id;
}

async function outFile(file: SealedFile, report: string, key: IntakeKey, person: string): Promise<OutFile> {
  const { id, kind, mediaType, name, size, sealedSize, sha256, sealedSha256 } = file;
  const about = JSON.stringify({ kind, mediaType, name, size, sha256, key: file.key });
  const header = await sealText(key, about, `tregua-file/v1\n${report}\n${person}\n${sealedSha256}`);
  return { id, size, sealedSize, sha256, sealedSha256, header, state: 'queued', sent: 0 };
}
