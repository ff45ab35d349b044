import { createHash, randomBytes, type Hash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { HeadObjectCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { EvidenceIsMissing, EvidenceIsTooLarge, EvidenceStore, type ReceivedBytes } from './evidence-store.js';
import { inParts } from './in-parts.js';

const HASH = /^[0-9a-f]{64}$/;
const MD5 = /^"?([0-9a-f]{32})"?$/;

/** What the store needs of the package: it is loaded only where evidence lies in S3. */
export type S3Package = typeof import('@aws-sdk/client-s3');

export interface S3Place {
  readonly bucket: string;
  /** Empty, or with a slash at its end. */
  readonly prefix: string;
}

interface Digests {
  readonly sha256: Hash;
  readonly md5: Hash;
}

/** What was sent, by its digests: hex of the one that names it, base64 and hex of those that the server may know it by. */
interface Sent {
  readonly sha256: string;
  readonly sha256Base64: string;
  readonly md5: string;
  readonly size: number;
}

/**
 * In S3, or in a server that speaks like it: `<prefix>ab/cd/abcd…`. What fits in one part is put under its digest at once, only if nothing is there where the
 * server can tell (If-None-Match); what is larger comes in parts beside (`<prefix>incoming/…`), and is copied to its digest by the server when the last one has
 * come. Nothing is written to the disk, at most two parts are in memory, and nothing is ever listed.
 */
export class S3EvidenceStore extends EvidenceStore {
  constructor(
    private readonly s3: S3Package,
    private readonly client: S3Client,
    private readonly place: S3Place,
    /** Bytes of a part; S3 itself takes none smaller than 5 MiB but the last. */
    private readonly partBytes = 8 * 1024 * 1024,
  ) {
    super();
  }

  override async receive(bytes: Readable, limitBytes: number): Promise<ReceivedBytes> {
    const digests: Digests = { sha256: createHash('sha256'), md5: createHash('md5') };
    try {
      const parts = inParts(limited(bytes, limitBytes, digests), this.partBytes);
      const first = await parts.next();
      const second = first.done === true ? first : await parts.next();
      const begin = first.done === true ? Buffer.alloc(0) : first.value;
      if (second.done === true) {
        const sent = sentOf(digests, begin.length);
        await this.putWhole(begin, sent);
        return { sha256: sent.sha256, size: sent.size };
      }
      return await this.receiveInParts([begin, second.value], parts, digests);
    } catch (error) {
      bytes.destroy();
      throw error;
    }
  }

  private async putWhole(body: Buffer, sent: Sent): Promise<void> {
    const { PutObjectCommand } = this.s3;
    const put = {
      Bucket: this.place.bucket,
      Key: this.keyOf(sent.sha256),
      Body: body,
      ContentLength: body.length,
      ChecksumSHA256: sent.sha256Base64,
    };
    try {
      await this.client.send(new PutObjectCommand({ ...put, IfNoneMatch: '*' }));
    } catch (error) {
      const status = statusOf(error);
      // What is there under this digest already is the same bytes; who cannot tell says so, and the same bytes are written again.
      if (status === 501) await this.client.send(new PutObjectCommand(put));
      else if (status !== 412 && status !== 409) throw error;
    }
    await this.checkKept(this.keyOf(sent.sha256), sent);
  }

  private async receiveInParts(begun: readonly Buffer[], parts: AsyncGenerator<Buffer>, digests: Digests): Promise<ReceivedBytes> {
    const { CreateMultipartUploadCommand, UploadPartCommand, CompleteMultipartUploadCommand, AbortMultipartUploadCommand } = this.s3;
    const at = { Bucket: this.place.bucket, Key: `${this.place.prefix}incoming/${randomBytes(16).toString('hex')}` };
    const { UploadId } = await this.client.send(new CreateMultipartUploadCommand(at));
    if (UploadId === undefined) throw new Error('The evidence store began no upload.');
    const upload = { ...at, UploadId };
    const kept: { readonly ETag: string | undefined; readonly PartNumber: number }[] = [];
    let size = 0;
    const send = async (body: Buffer): Promise<void> => {
      size += body.length;
      const PartNumber = kept.length + 1;
      const ContentMD5 = createHash('md5').update(body).digest('base64');
      const { ETag } = await this.client.send(
        new UploadPartCommand({ ...upload, PartNumber, Body: body, ContentLength: body.length, ContentMD5 }),
      );
      kept.push({ ETag, PartNumber });
    };
    try {
      for (const body of begun) await send(body);
      for await (const body of parts) await send(body);
      await this.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts: kept } }));
    } catch (error) {
      // What is left of an upload that cannot even be ended goes by the bucket's own rule for incomplete uploads (docs/decisions/021).
      await this.client.send(new AbortMultipartUploadCommand(upload)).catch(() => undefined);
      throw error;
    }
    return await this.moveToDigest(at.Key, sentOf(digests, size));
  }

  /** The server copies it under its digest; the draft goes whatever comes of it. */
  private async moveToDigest(draft: string, sent: Sent): Promise<ReceivedBytes> {
    const { CopyObjectCommand, DeleteObjectCommand } = this.s3;
    const { bucket } = this.place;
    const key = this.keyOf(sent.sha256);
    try {
      if ((await this.sizeOf(sent.sha256)) !== sent.size) {
        await this.client.send(new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${draft}` }));
      }
      await this.checkKept(key, sent);
      return { sha256: sent.sha256, size: sent.size };
    } finally {
      await this.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: draft })).catch(() => undefined);
    }
  }

  /**
   * What the server holds must be what was sent: by its own digest where it says one that we know too, else the bytes are read back.
   *
   * @throws Error when it is not; it is taken away again then
   */
  private async checkKept(key: string, sent: Sent): Promise<void> {
    const head = await this.head(key);
    const says = head === undefined || head.ContentLength !== sent.size ? false : saysOfBytes(head, sent);
    if (says ?? (await this.isIntact(sent.sha256))) return;
    await this.remove(sent.sha256);
    throw new Error('The evidence store keeps other bytes than it was sent.');
  }

  override async sizeOf(sha256: string): Promise<number | undefined> {
    return (await this.head(this.keyOf(sha256)))?.ContentLength;
  }

  private async head(Key: string): Promise<HeadObjectCommandOutput | undefined> {
    try {
      return await this.client.send(new this.s3.HeadObjectCommand({ Bucket: this.place.bucket, Key, ChecksumMode: 'ENABLED' }));
    } catch (error) {
      if (statusOf(error) === 404) return undefined;
      throw error;
    }
  }

  override async open(sha256: string): Promise<Readable> {
    try {
      const { Body } = await this.client.send(new this.s3.GetObjectCommand({ Bucket: this.place.bucket, Key: this.keyOf(sha256) }));
      if (Body === undefined) throw new EvidenceIsMissing(sha256);
      return Body as Readable;
    } catch (error) {
      throw statusOf(error) === 404 ? new EvidenceIsMissing(sha256) : error;
    }
  }

  override async isIntact(sha256: string): Promise<boolean> {
    const digest = createHash('sha256');
    try {
      for await (const chunk of (await this.open(sha256)) as AsyncIterable<Buffer>) digest.update(chunk);
    } catch (error) {
      if (error instanceof EvidenceIsMissing) return false;
      throw error;
    }
    return digest.digest('hex') === sha256;
  }

  override async remove(sha256: string): Promise<void> {
    await this.client.send(new this.s3.DeleteObjectCommand({ Bucket: this.place.bucket, Key: this.keyOf(sha256) }));
  }

  /** @throws RangeError for what is no digest: a key must never be built from anything else. */
  private keyOf(sha256: string): string {
    if (!HASH.test(sha256)) throw new RangeError('Not a SHA-256 digest in lower-case hexadecimal.');
    return `${this.place.prefix}${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
  }
}

/** @throws EvidenceIsTooLarge as soon as more have come */
async function* limited(bytes: Readable, limitBytes: number, { sha256, md5 }: Digests): AsyncGenerator<Buffer> {
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limitBytes) throw new EvidenceIsTooLarge(limitBytes);
    sha256.update(chunk);
    md5.update(chunk);
    yield chunk;
  }
}

function sentOf({ sha256, md5 }: Digests, size: number): Sent {
  const digest = sha256.digest();
  return { sha256: digest.toString('hex'), sha256Base64: digest.toString('base64'), md5: md5.digest('hex'), size };
}

/** What the server says of the bytes; undefined where it says nothing of the whole that we could compare. */
function saysOfBytes(
  { ChecksumSHA256, ChecksumType, ETag, ServerSideEncryption }: HeadObjectCommandOutput,
  sent: Sent,
): boolean | undefined {
  if (ChecksumSHA256 !== undefined && ChecksumType !== 'COMPOSITE' && !ChecksumSHA256.includes('-'))
    return ChecksumSHA256 === sent.sha256Base64;
  // The ETag of what was put whole and is not encrypted by a key of its own is its MD5; of anything else it is something else.
  const md5 = ServerSideEncryption === undefined || ServerSideEncryption === 'AES256' ? MD5.exec(ETag ?? '')?.[1] : undefined;
  return md5 === sent.md5 ? true : undefined;
}

function statusOf(error: unknown): number | undefined {
  return (error as { readonly $metadata?: { readonly httpStatusCode?: number } }).$metadata?.httpStatusCode;
}
