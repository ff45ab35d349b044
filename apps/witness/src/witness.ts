import {
  cosign,
  LogFormatError,
  parseAddCheckpoint,
  signatureLine,
  verifyConsistency,
  verifyNote,
  writeNote,
  type Checkpoint,
  type Note,
  type NoteSignature,
  type SigningKey,
} from '@tregua/ledger';
import { crashPoint, ed25519, sha256 } from '@tregua/platform';
import type { KnownLogs } from './witness-logs.js';
import type { LogRecord, WitnessRecords } from './witness-records.js';

export interface WitnessAnswer {
  readonly status: 200 | 400 | 403 | 404 | 409 | 422;
  readonly type: string;
  readonly body: string;
}

const TEXT = 'text/plain; charset=utf-8';
const SIZE = 'text/x.tlog.size';

const refused = (status: 400 | 403 | 404 | 422, why: string): WitnessAnswer => ({ status, type: TEXT, body: `${why}\n` });

/**
 * A witness after c2sp.org/tlog-witness: for each log it keeps the last checkpoint, and cosigns only what grew out of it. One call runs to its end
 * before the next begins, so that nothing comes between the comparison with the old size and the save.
 */
export class Witness {
  constructor(
    private readonly key: SigningKey,
    private readonly logs: () => KnownLogs,
    private readonly records: WitnessRecords,
    /** Milliseconds since 1970. */
    private readonly now: () => number,
  ) {}

  addCheckpoint(body: Uint8Array): WitnessAnswer {
    let request: ReturnType<typeof parseAddCheckpoint>;
    try {
      request = parseAddCheckpoint(body);
    } catch (error) {
      if (!(error instanceof LogFormatError)) throw error;
      // A signature that cannot be read is one that does not verify: signed-note calls both malformed, and tlog-witness answers 403.
      return error.field.startsWith('note signature') ? refused(403, `invalid signature: ${error.message}`) : refused(400, error.message);
    }
    const { oldSize, proof, checkpoint, note, head } = request;
    const keys = this.logs().get(head.origin);
    if (keys === undefined) return refused(404, 'unknown log: this witness has no key for the origin');
    const verdict = verifyNote(note, keys, ed25519);
    if (!verdict.trusted)
      return refused(403, verdict.failed.length > 0 ? 'invalid signature' : 'invalid signature: none is by a key of this log');
    if (oldSize > head.size) return refused(400, 'old size: is greater than the size of the checkpoint');
    const last = this.records.find(head.origin);
    const lastSize = last?.checkpoint.size ?? 0;
    if (oldSize !== lastSize) return { status: 409, type: SIZE, body: `${lastSize}\n` };
    const problem = growthProblem(last, head, proof);
    if (problem !== undefined) {
      this.records.keepEvidence(head.origin, head.size, `${last?.note ?? ''}\n${checkpoint}`);
      return refused(422, problem);
    }
    const own = cosign(note.text, this.key, Math.floor(this.now() / 1000), ed25519);
    crashPoint('witness-before-save');
    this.records.save({ checkpoint: head, note: withOwn(note, verdict.verified, own) });
    crashPoint('witness-after-save');
    return { status: 200, type: TEXT, body: signatureLine(own) };
  }
}

function growthProblem(last: LogRecord | undefined, head: Checkpoint, proof: readonly Uint8Array[]): string | undefined {
  if (head.size === 0 && !Buffer.from(head.root).equals(sha256(new Uint8Array())))
    return 'root: a tree of no leaves has the hash of nothing';
  const old = last?.checkpoint;
  if (old === undefined || old.size === 0) return proof.length === 0 ? undefined : 'consistency proof: must be empty from size 0';
  const grew = verifyConsistency({ oldSize: old.size, oldRoot: old.root, size: head.size, root: head.root, proof }, sha256);
  if (grew) return undefined;
  return old.size === head.size && proof.length === 0
    ? 'consistency proof: another root at the same size was cosigned before'
    : `consistency proof: does not lead from size ${old.size} to size ${head.size}`;
}

/** What is kept and shown to monitors: the log's signatures that were verified, and the witness's own; others are not vouched for. */
function withOwn(
  note: Note,
  verified: readonly { readonly key: { readonly name: string; readonly keyId: number } }[],
  own: NoteSignature,
): string {
  const known = note.signatures.filter(({ name, keyId }) => verified.some(({ key }) => key.name === name && key.keyId === keyId));
  return writeNote({ text: note.text, signatures: [...known, own] });
}
