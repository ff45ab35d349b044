import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BAG_DECLARATION, bagInfoText, manifestLine, pathProblem } from '@tregua/ledger';
import { StagedFile } from './staged-file.js';

/** A file of the bag: its digest is known, its bytes are opened when the zip comes to them. */
export interface BagFile {
  /** From the bag's folder on. */
  readonly path: string;
  readonly sha256: string;
  readonly size: number;
  readonly open: () => Promise<Readable>;
}

/** Writes the files of a bag into a folder that is thrown away afterwards, and keeps nothing of them in memory but name, size and digest. */
export class StagedBag {
  private readonly files = new Map<string, BagFile>();

  constructor(private readonly folder: string) {}

  get payloadBytes(): number {
    return [...this.files.values()].reduce((sum, { path, size }) => (path.startsWith('data/') ? sum + size : sum), 0);
  }

  /** Opens a file below `data/`; what it answers with must be closed by `close`, which puts it into the bag. */
  async begin(name: string): Promise<{ readonly file: StagedFile; readonly close: () => Promise<void> }> {
    const path = `data/${name}`;
    this.insistOn(path);
    const place = join(this.folder, path);
    const file = await StagedFile.create(place);
    return { file, close: async () => this.keep(path, place, await file.close()) };
  }

  /** A whole file below `data/`. */
  async add(name: string, content: Uint8Array | string): Promise<void> {
    const { file, close } = await this.begin(name);
    await file.write(content);
    await close();
  }

  /** A file that another program wrote at `place`: it is read once, for its digest. */
  async take(name: string, place: string): Promise<void> {
    const path = `data/${name}`;
    this.insistOn(path);
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream(place) as AsyncIterable<Buffer>) {
      hash.update(chunk);
      size += chunk.length;
    }
    this.keep(path, place, { sha256: hash.digest('hex'), size });
  }

  /** A file that lies elsewhere already, under its digest. */
  refer(name: string, file: Omit<BagFile, 'path'>): void {
    const path = `data/${name}`;
    this.insistOn(path);
    this.files.set(path, { path, ...file });
  }

  sha256Of(name: string): string | undefined {
    return this.files.get(`data/${name}`)?.sha256;
  }

  /** Adds manifests and tag files (RFC 8493). Answers with every file, sorted as code units compare. */
  async complete(info: readonly (readonly [label: string, value: string])[]): Promise<readonly BagFile[]> {
    const payload = this.sorted();
    const oxum = `${this.payloadBytes}.${payload.length}`;
    await this.tag('bagit.txt', [BAG_DECLARATION]);
    await this.tag('bag-info.txt', [bagInfoText([...info, ['Payload-Oxum', oxum]])]);
    await this.tag(
      'manifest-sha256.txt',
      payload.map(({ path, sha256 }) => manifestLine(path, sha256)),
    );
    const tags = this.sorted().filter(({ path }) => !path.startsWith('data/'));
    await this.tag(
      'tagmanifest-sha256.txt',
      tags.map(({ path, sha256 }) => manifestLine(path, sha256)),
    );
    return this.sorted();
  }

  private async tag(path: string, pieces: readonly string[]): Promise<void> {
    const place = join(this.folder, path);
    const file = await StagedFile.create(place);
    for (const piece of pieces) await file.write(piece);
    this.keep(path, place, await file.close());
  }

  private keep(path: string, place: string, { sha256, size }: { readonly sha256: string; readonly size: number }): void {
    this.files.set(path, { path, sha256, size, open: () => Promise.resolve(createReadStream(place)) });
  }

  private insistOn(path: string): void {
    const problem = pathProblem(path);
    if (problem !== undefined) throw new Error(`${JSON.stringify(path)} cannot go into a bag: ${problem}.`);
    if (this.files.has(path)) throw new Error(`${path} is in the bag already.`);
  }

  private sorted(): BagFile[] {
    return [...this.files.values()].sort((one, other) => (one.path < other.path ? -1 : 1));
  }
}
