import { Dexie, type Table } from 'dexie';
import type { ProblemItem } from '../api/problem';
import type { SealedText } from './seal-text';

/** A draft: nothing of it is readable without the passphrase. */
export interface KeptDraft {
  /** UUIDv7; the report will bear it. */
  readonly id: string;
  readonly changedAt: number;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly box: ArrayBuffer;
}

/** A piece of a sealed file. The file's key lies in its draft, and after finalising only under the Commission's key. */
export interface KeptPiece {
  readonly file: string;
  readonly number: number;
  readonly bytes: ArrayBuffer;
}

export type SendState = 'queued' | 'sending' | 'sent' | 'refused';

/** Why it was not taken, or not yet: a problem of the server by name, with the places that it points at. */
export interface Trouble {
  readonly name: string;
  readonly details: readonly string[];
  /** What each of the details is called; not there where an earlier version of the pages wrote it down. */
  readonly codes?: readonly string[];
  /** The values that each of the sentences takes. */
  readonly params?: readonly unknown[];
}

export interface OutFile {
  readonly id: string;
  /** In clear, and sealed. */
  readonly size: number;
  readonly sealedSize: number;
  /** Hex: of the file as it was picked, and of what is sent. */
  readonly sha256: string;
  readonly sealedSha256: string;
  readonly header: SealedText;
  readonly state: SendState;
  readonly sent: number;
  /** Address of the upload, once it has begun. */
  readonly place?: string;
  readonly trouble?: Trouble;
  /** What the server says that it holds. */
  readonly evidence?: { readonly id: string; readonly sha256: string; readonly size: number };
}

export interface ReportReceipt {
  readonly reference: string;
  readonly state: string;
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
  /** The signed note, where the Commission keeps a log. */
  readonly note?: string;
  /** It could not be submitted and is a draft there: what is missing. Sentences alone where an earlier version of the pages wrote it down. */
  readonly unmet?: readonly (ProblemItem | string)[];
}

/** A finalised report on its way. The device cannot read it. */
export interface Parcel {
  readonly id: string;
  /** Pseudonymous id of the author: nobody else's sign-in sends it. */
  readonly person: string;
  readonly finalisedAt: string;
  /** Gone once everything arrived. */
  readonly sealed?: SealedText;
  readonly state: SendState;
  readonly tries: number;
  readonly nextAt: number;
  readonly trouble?: Trouble;
  readonly receipt?: ReportReceipt;
  readonly files: readonly OutFile[];
}

interface Remembered {
  readonly name: string;
  readonly value: unknown;
}

class DeviceStore extends Dexie {
  declare readonly drafts: Table<KeptDraft, string>;
  declare readonly pieces: Table<KeptPiece, [string, number]>;
  declare readonly parcels: Table<Parcel, string>;
  declare readonly memory: Table<Remembered, string>;

  constructor() {
    super('tregua-field');
    this.version(1).stores({ drafts: 'id', pieces: '[file+number], file', parcels: 'id', memory: 'name' });
  }
}

export const device = new DeviceStore();

/** Set once this device is used for the field: only then the outbox is loaded with the pages. */
export const FIELD_MARK = 'tregua.field';

export async function remembered<T>(name: string): Promise<T | undefined> {
  return (await device.memory.get(name))?.value as T | undefined;
}

export async function remember(name: string, value: unknown): Promise<void> {
  await device.memory.put({ name, value });
  localStorage.setItem(FIELD_MARK, '1');
}

export async function changeParcel(id: string, change: (parcel: Parcel) => Parcel): Promise<void> {
  await device.transaction('rw', device.parcels, async () => {
    const parcel = await device.parcels.get(id);
    if (parcel !== undefined) await device.parcels.put(change(parcel));
  });
}

export async function changeFile(id: string, file: string, change: Partial<OutFile>): Promise<void> {
  await changeParcel(id, (parcel) => ({ ...parcel, files: parcel.files.map((one) => (one.id === file ? { ...one, ...change } : one)) }));
}

export async function dropPieces(file: string): Promise<void> {
  await device.pieces.where('file').equals(file).delete();
}

/** Everything of the field goes from this device, whatever its state; what was not sent is lost. */
export async function wipeDevice(): Promise<void> {
  await device.delete({ disableAutoOpen: false });
  localStorage.removeItem(FIELD_MARK);
}
