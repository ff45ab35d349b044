import {
  LogFormatError,
  parseCheckpoint,
  parseSignatureLines,
  policyIsMet,
  verifyCosignature,
  writeAddCheckpoint,
  writeNote,
  type Note,
  type NoteSignature,
  type Policy,
  type PolicyWitness,
} from '@tregua/ledger';
import { ed25519 } from '@tregua/platform';

/** What one witness answered. */
export interface WitnessReply {
  /** Its name in the policy. */
  readonly witness: string;
  /**
   * `cosigned`; `refused`: it does not find the checkpoint in agreement with what it saw, or does not know the log; `ahead`: it has cosigned a greater
   * size than ours, so that ours was rolled back; `silent`: no answer, or none that can be read; `skipped`: the policy says no address, or its key is of
   * a type that is not understood here.
   */
  readonly outcome: 'cosigned' | 'refused' | 'ahead' | 'silent' | 'skipped';
  readonly problem?: string;
  /** Seconds since 1970, where it cosigned. */
  readonly timestamp?: number;
}

export interface Gathered {
  /** The note with the log's signatures and all cosignatures that came. */
  readonly note: string;
  /** The policy's quorum is reached. */
  readonly quorumIsMet: boolean;
  readonly replies: readonly WitnessReply[];
}

export interface WitnessClientOptions {
  /** For all that is asked of one witness for one checkpoint. */
  readonly timeoutMs: number;
  /** How long the others are waited for once the quorum is reached. */
  readonly graceMs: number;
}

/** The consistency proof from a size that a witness has to that of the checkpoint; both from 1. */
export type ProveGrowth = (oldSize: number, size: number) => Promise<readonly Uint8Array[]>;

const MOST_ANSWER_BYTES = 65_536;
const MOST_ASKS = 3;

type Reply = WitnessReply & { readonly signature?: NoteSignature };

/**
 * Gathers cosignatures of a checkpoint from the witnesses of a policy (c2sp.org/tlog-witness), all at the same time. It remembers the size that each
 * witness has, and asks where it does not know. Nothing waits for it but the checkpoint itself.
 */
export class WitnessClient {
  private readonly sizes = new Map<string, number>();

  constructor(
    private readonly policy: Policy,
    private readonly options: WitnessClientOptions = { timeoutMs: 5000, graceMs: 250 },
  ) {}

  /** @param checkpoint the note as the log signed it. @throws LogFormatError when that cannot be read. */
  async gather(checkpoint: string, proveGrowth: ProveGrowth): Promise<Gathered> {
    const { note } = parseCheckpoint(checkpoint);
    const replies = new Map<string, Reply>();
    const asked = this.policy.witnesses.map(async (witness) => {
      replies.set(witness.name, await this.ask(witness, checkpoint, proveGrowth));
    });
    await this.enough(asked, replies);
    const all = this.policy.witnesses.map(({ name }) => replies.get(name) ?? late(name));
    const cosignatures = all.flatMap(({ signature }) => (signature === undefined ? [] : [signature]));
    return {
      note: writeNote({ text: note.text, signatures: [...note.signatures, ...cosignatures] }),
      quorumIsMet: this.isMet(replies),
      replies: all.map(({ signature: _, ...reply }) => reply),
    };
  }

  /** Until all have answered, or the quorum is reached and the others had their grace. Where the policy asks for none, all are waited for. */
  private async enough(asked: readonly Promise<void>[], replies: ReadonlyMap<string, Reply>): Promise<void> {
    const all = Promise.allSettled(asked);
    let timer: NodeJS.Timeout | undefined;
    const met = new Promise<void>((done) => {
      const look = (): void => {
        if (timer === undefined && this.policy.quorum !== 'none' && this.isMet(replies)) timer = setTimeout(done, this.options.graceMs);
      };
      for (const one of asked) void one.then(look);
    });
    await Promise.race([all, met]);
    clearTimeout(timer);
  }

  private isMet(replies: ReadonlyMap<string, Reply>): boolean {
    return policyIsMet(
      this.policy,
      new Set([...replies.values()].filter(({ outcome }) => outcome === 'cosigned').map(({ witness }) => witness)),
    );
  }

  private async ask(witness: PolicyWitness, checkpoint: string, proveGrowth: ProveGrowth): Promise<Reply> {
    if (witness.url === undefined) return { witness: witness.name, outcome: 'skipped', problem: 'The policy says no address.' };
    const address = `${witness.url.replace(/\/+$/, '')}/add-checkpoint`;
    const { note, checkpoint: head } = parseCheckpoint(checkpoint);
    const signal = AbortSignal.timeout(this.options.timeoutMs);
    try {
      for (let asks = 0; asks < MOST_ASKS; asks += 1) {
        const oldSize = Math.min(this.sizes.get(witness.name) ?? 0, head.size);
        const proof = oldSize === 0 || oldSize === head.size ? [] : await proveGrowth(oldSize, head.size);
        const response = await fetch(address, {
          method: 'POST',
          body: writeAddCheckpoint({ oldSize, proof, checkpoint }),
          redirect: 'error',
          signal,
        });
        const body = await bodyOf(response);
        if (response.status === 200) return this.accepted(witness, note, head.size, body);
        if (response.status !== 409)
          return { witness: witness.name, outcome: refuses(response.status), problem: `${response.status} ${firstLine(body)}` };
        const has = sizeIn(body);
        this.sizes.set(witness.name, has);
        if (has > head.size)
          return { witness: witness.name, outcome: 'ahead', problem: `It has cosigned size ${has}; this checkpoint has ${head.size}.` };
      }
      return { witness: witness.name, outcome: 'silent', problem: 'It says another size each time.' };
    } catch (error) {
      return { witness: witness.name, outcome: 'silent', problem: problemOf(error) };
    }
  }

  private accepted({ name, key }: PolicyWitness, note: Note, size: number, body: string): Reply {
    for (const signature of parseSignatureLines(body)) {
      const timestamp = verifyCosignature(note.text, signature, key, ed25519);
      if (timestamp === undefined) continue;
      this.sizes.set(name, size);
      return { witness: name, outcome: 'cosigned', timestamp, signature };
    }
    return { witness: name, outcome: 'silent', problem: 'Its answer holds no cosignature of the key that the policy names.' };
  }
}

function late(witness: string): Reply {
  return { witness, outcome: 'silent', problem: 'It had not answered when the quorum was reached.' };
}

/** The answers by which the protocol refuses; any other is a fault on the way. */
function refuses(status: number): 'refused' | 'silent' {
  return [400, 403, 404, 422].includes(status) ? 'refused' : 'silent';
}

function sizeIn(body: string): number {
  const match = /^(0|[1-9][0-9]{0,15})\n$/.exec(body);
  const size = Number(match?.[1]);
  if (!Number.isSafeInteger(size)) throw new LogFormatError('size of a witness', 'is no whole number on a line of its own');
  return size;
}

async function bodyOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_ANSWER_BYTES) throw new LogFormatError('answer of a witness', `is longer than ${MOST_ANSWER_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function firstLine(body: string): string {
  return (body.split('\n')[0] ?? '').slice(0, 200);
}

function problemOf(error: unknown): string {
  const { message, cause } = error as Error & { readonly cause?: { readonly message?: string } };
  return cause?.message === undefined ? message : `${message}: ${cause.message}`;
}
