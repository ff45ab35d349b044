import type { Readable } from 'node:stream';
import { stillSpeaks } from '@tregua/store';
import type { ApiOptions } from '../api-options.js';
import { EventStream, type NextEvents } from './event-stream.js';
import { Problem } from './problem.js';
import type { SignedIn } from './request.js';
import { refused } from './sentences.js';

/** Proxies close a line on which nothing is said; and who was shut out must not listen on for long. */
const BEAT_MS = 15_000;

/** Windows of one person at once. */
const MOST_A_PERSON = 10;

interface Open {
  readonly key: string;
  readonly stream: EventStream;
  readonly person: SignedIn;
}

/** The open streams of one kind in this process, by what they are about. */
export class OpenStreams {
  private readonly byKey = new Map<string, Set<Open>>();
  private readonly ofPerson = new Map<string, number>();
  private beat: NodeJS.Timeout | undefined;
  private closing = false;

  constructor(
    private readonly options: Pick<ApiOptions, 'dataSource' | 'logger'>,
    /** What is streamed, for the log. */
    private readonly what: string,
  ) {}

  start(): void {
    this.beat = setInterval(() => void this.beatAll(), BEAT_MS);
    this.beat.unref();
  }

  /** Ends every stream before connections are cut: a client sees an end, not a fault, and comes back to another process. */
  stop(): void {
    this.closing = true;
    clearInterval(this.beat);
    for (const { stream } of this.all()) stream.end();
  }

  /** @throws busy while the process ends, too-many-requests for one window too many. Ask before anything is read for the stream. */
  admit({ id }: SignedIn): void {
    if (this.closing) throw new Problem('busy', { headers: { 'retry-after': '1' } });
    if ((this.ofPerson.get(id) ?? 0) >= MOST_A_PERSON) throw new Problem('too-many-requests', { headers: { 'retry-after': '10' } });
  }

  /** Opens a stream after a position. */
  open(person: SignedIn, key: string, position: number, next: (position: number) => Promise<NextEvents>): Readable {
    const stream = new EventStream(position, next, (error) =>
      this.options.logger.warn({ error: error.name }, `a stream of ${this.what} ended early`),
    );
    this.keep({ key, stream, person });
    stream.wake();
    return stream.readable;
  }

  wake(keys: readonly string[] | 'all'): void {
    for (const key of keys === 'all' ? [...this.byKey.keys()] : keys) for (const { stream } of this.byKey.get(key) ?? []) stream.wake();
  }

  private keep(opened: Open): void {
    const { key, person, stream } = opened;
    const same = this.byKey.get(key) ?? new Set();
    this.byKey.set(key, same.add(opened));
    this.ofPerson.set(person.id, (this.ofPerson.get(person.id) ?? 0) + 1);
    stream.readable.on('close', () => {
      same.delete(opened);
      if (same.size === 0 && this.byKey.get(key) === same) this.byKey.delete(key);
      const left = (this.ofPerson.get(person.id) ?? 1) - 1;
      if (left === 0) this.ofPerson.delete(person.id);
      else this.ofPerson.set(person.id, left);
    });
    if (this.closing) stream.end();
  }

  private async beatAll(): Promise<void> {
    for (const { stream, person } of this.all()) {
      try {
        if (await stillSpeaks(this.options.dataSource, person.id, person.session)) stream.beat();
        else stream.end();
      } catch {
        // The database is away for a moment: the next beat asks again.
      }
    }
  }

  private all(): readonly Open[] {
    return [...this.byKey.values()].flatMap((same) => [...same]);
  }
}

/** Where a client says that it stopped reading. @throws a 400 that names the header. */
export function positionOf(lastEventId: string | undefined): number | undefined {
  if (lastEventId === undefined || lastEventId === '') return undefined;
  if (/^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new Problem('shape-is-wrong', {
    errors: [refused('isPosition', { header: 'last-event-id' })],
  });
}

export const STREAM_HEADERS = { 'content-type': 'text/event-stream; charset=utf-8', 'x-accel-buffering': 'no' } as const;
