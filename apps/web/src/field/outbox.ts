import { DetailedError, Upload } from 'tus-js-client';
import { ProblemError, type ProblemItem } from '../api/problem';
import { changeFile, changeParcel, device, dropPieces, type OutFile, type Parcel, type ReportReceipt, type Trouble } from './device-store';

/** One tab of a browser sends; the others look on. */
const LOCK = 'tregua-outbox';
const LOOK_EVERY_MS = 5_000;
const FIRST_WAIT_MS = 2_000;
const LONGEST_WAIT_MS = 5 * 60_000;
/** A file whose bytes were spoiled on the way is sent again so often. */
const SPOILED_TRIES = 3;

/** Answers that another try does not change. */
const FINAL = new Set([400, 403, 404, 409, 413, 422]);
/** Somebody must do something first; then it goes on by itself. */
const WAITS_FOR_PERSON = new Set(['sign-in-is-needed', 'other-person']);

let started = false;
let again = false;

/** Begins to send what waits on this device, now and whenever there is a line. Called by every page; it works in one. */
export function startOutbox(): void {
  if (started) return;
  started = true;
  addEventListener('online', () => void sendOutbox(true));
  setInterval(() => void sendOutbox(false), LOOK_EVERY_MS);
  void sendOutbox(true);
}

/** @param impatient does not wait until the back-off of a parcel is over. */
export async function sendOutbox(impatient: boolean): Promise<void> {
  if (!navigator.onLine) return;
  await navigator.locks.request(LOCK, { ifAvailable: true }, async (held) => {
    if (held === null) return;
    do {
      again = false;
      const open = (await device.parcels.toArray()).filter(({ state }) => state === 'queued' || state === 'sending');
      for (const { id, nextAt } of open) if (impatient || nextAt <= Date.now()) await sendParcel(id);
    } while (again);
  });
}

/** What was refused is tried once more: somebody mended what was wrong. */
export async function retryParcel(id: string): Promise<void> {
  await changeParcel(id, ({ trouble: _, ...parcel }) => ({
    ...parcel,
    state: 'queued',
    tries: 0,
    nextAt: 0,
    files: parcel.files.map(({ trouble: __, ...file }) => (file.state === 'refused' ? { ...file, state: 'queued' as const } : file)),
  }));
  again = true;
  await sendOutbox(true);
}

async function sendParcel(id: string): Promise<void> {
  const parcel = await device.parcels.get(id);
  if (parcel === undefined) return;
  await changeParcel(id, ({ trouble: _, ...now }) => ({ ...now, state: 'sending' }));
  try {
    await checkPerson(parcel);
    if (parcel.receipt === undefined) await sendReport(parcel);
    for (const { id: file, state } of (await device.parcels.get(id))?.files ?? [])
      if (state !== 'sent' && state !== 'refused') await sendFile(id, file);
    await endParcel(id);
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble !== undefined && !WAITS_FOR_PERSON.has(trouble.name))
      return await changeParcel(id, (now) => ({ ...now, state: 'refused', trouble }));
    await changeParcel(id, (now) => ({
      ...now,
      state: 'queued',
      tries: now.tries + 1,
      nextAt: Date.now() + waitAfter(now.tries),
      ...(trouble === undefined ? {} : { trouble }),
    }));
  }
}

/** Doubles, up to five minutes, with some chance in it: a whole team comes back on line at once. */
function waitAfter(tries: number): number {
  return Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)) * (0.75 + Math.random() / 2);
}

async function asked(path: string, init: RequestInit = {}): Promise<unknown> {
  const answer = await fetch(path, init);
  const body: unknown = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new ProblemError({ status: answer.status, ...(body as object) });
  return body;
}

/** A report goes in its author's name, and in nobody else's who happens to be signed in. */
async function checkPerson({ person }: Parcel): Promise<void> {
  const { id } = (await asked('/api/v1/me')) as { id: string };
  if (id !== person) throw new ProblemError({ type: '#other-person', status: 401 });
}

async function sendReport({ id, sealed }: Parcel): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const taken = (await asked(`/api/v1/field/parcels/${id}`, { method: 'PUT', headers, body: JSON.stringify(sealed) })) as {
    readonly reference: string;
    readonly state: string;
    readonly receipt: Omit<ReportReceipt, 'reference' | 'state'>;
    readonly unmet?: readonly ProblemItem[];
  };
  const { reference, state, receipt, unmet } = taken;
  const kept: ReportReceipt = {
    ...receipt,
    reference,
    state,
    ...(unmet === undefined ? {} : { unmet }),
  };
  await changeParcel(id, (parcel) => ({ ...parcel, receipt: kept }));
}

async function sendFile(parcel: string, id: string): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    const file = (await device.parcels.get(parcel))?.files.find((one) => one.id === id);
    if (file === undefined) return;
    try {
      await changeFile(parcel, id, { state: 'sending' });
      const place = await upload(parcel, file);
      const { evidence } = (await asked(place)) as { readonly evidence: OutFile['evidence'] | null };
      if (evidence === null || evidence === undefined) throw new Error('The upload is not evidence yet.');
      if (evidence.sha256 !== file.sha256) throw new ProblemError({ type: '#digest-differs', status: 400 });
      const { id: item, sha256, size } = evidence;
      await changeFile(parcel, id, { state: 'sent', sent: file.sealedSize, evidence: { id: item, sha256, size } });
      await dropPieces(id);
      return;
    } catch (error) {
      const trouble = troubleOf(error);
      if (trouble === undefined || WAITS_FOR_PERSON.has(trouble.name)) {
        await changeFile(parcel, id, { state: 'queued' });
        throw error;
      }
      const spoiled = error instanceof ProblemError && error.items.some(({ code }) => code === 'isTheDigest');
      if (!spoiled || turn >= SPOILED_TRIES) return await changeFile(parcel, id, { state: 'refused', trouble });
      await changeParcel(parcel, (now) => ({ ...now, files: now.files.map((one) => (one.id === id ? withoutPlace(one) : one)) }));
    }
  }
}

function withoutPlace({ place: _, ...file }: OutFile): OutFile {
  return { ...file, sent: 0 };
}

/** Sends the sealed bytes by tus, from where the server stands. @returns the address of the upload. */
async function upload(parcel: string, file: OutFile): Promise<string> {
  const pieces = await device.pieces.where('file').equals(file.id).sortBy('number');
  const bytes = new Blob(pieces.map((piece) => piece.bytes));
  let place = file.place ?? '';
  let told = 0;
  await new Promise<void>((done, fail) => {
    const sending = new Upload(bytes, {
      endpoint: '/api/v1/uploads',
      ...(file.place === undefined ? {} : { uploadUrl: file.place }),
      metadata: { report: parcel, sha256: file.sealedSha256, ...file.header },
      retryDelays: null,
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => {
        place = new URL(sending.url ?? '', location.href).pathname;
        void changeFile(parcel, file.id, { place });
      },
      onProgress: (sent) => {
        if (Date.now() - told < 300) return;
        told = Date.now();
        void changeFile(parcel, file.id, { sent });
      },
      onSuccess: () => done(),
      onError: (error) => fail(problemOfUpload(error)),
    });
    sending.start();
  });
  return place;
}

function problemOfUpload(error: Error | DetailedError): Error {
  if (!(error instanceof DetailedError) || error.originalResponse === null || error.originalResponse === undefined) return error;
  const status = error.originalResponse.getStatus();
  try {
    return new ProblemError({ ...(JSON.parse(error.originalResponse.getBody()) as object), status });
  } catch {
    return status === 0 ? error : new ProblemError({ status });
  }
}

/** Undefined: no answer, or one that another try may change. */
function troubleOf(error: unknown): Trouble | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  if (error.type === 'other-person') return { name: 'other-person', details: [] };
  if (error.status === 401) return { name: 'sign-in-is-needed', details: [] };
  if (!FINAL.has(error.status) || error.type === 'offset-is-another') return undefined;
  const { type, items } = error;
  return {
    name: type,
    details: items.map(({ detail }) => detail),
    codes: items.map(({ code }) => code),
    params: items.map(({ params }) => params),
  };
}

/** All is there and the digests are equal: what was sealed here is deleted, and the receipt stays. */
async function endParcel(id: string): Promise<void> {
  await changeParcel(id, (parcel) => {
    const isThere = parcel.receipt !== undefined && parcel.files.every(({ state }) => state === 'sent');
    if (!isThere) return { ...parcel, state: 'refused' };
    const { sealed: _, trouble: __, ...rest } = parcel;
    return { ...rest, state: 'sent' };
  });
}
