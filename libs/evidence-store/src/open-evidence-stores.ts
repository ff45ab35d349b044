import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { S3Client } from '@aws-sdk/client-s3';
import { ConfigError } from '@tregua/platform';
import { EVIDENCE_SETTING, type EvidenceAddress, type S3Address } from './evidence-address.js';
import type { EvidenceStore } from './evidence-store.js';
import { FileEvidenceStore } from './file-evidence-store.js';
import { S3EvidenceStore, type S3Package } from './s3-evidence-store.js';

/** Originals, and apart from them the files of long work: uploads that wait, and what was made until it is fetched. */
export interface EvidenceStores {
  readonly evidence: EvidenceStore;
  readonly workFiles: EvidenceStore;
  readonly close: () => void;
}

/** How long a server may take to take a connection, and to answer. */
const CONNECT_MS = 5_000;
const ANSWER_MS = 60_000;
const MOST_ATTEMPTS = 4;

/**
 * Opens the stores of an address, and asks a server at once whether it is what it must be.
 *
 * @throws ConfigError that names EVIDENCE_URL: not reached, no such bucket, refused, or a bucket that keeps versions, from which nothing can be erased
 */
export async function openEvidenceStores(address: EvidenceAddress): Promise<EvidenceStores> {
  if (address.kind === 'file') {
    const { folder } = address;
    return { evidence: new FileEvidenceStore(folder), workFiles: new FileEvidenceStore(join(folder, 'work')), close: () => undefined };
  }
  // 13 MB of programs that nobody loads who keeps evidence in files.
  const s3 = await import('@aws-sdk/client-s3');
  const client = clientOf(s3, address);
  try {
    await checkBucket(s3, client, address);
  } catch (error) {
    client.destroy();
    throw error;
  }
  const { bucket, prefix } = address;
  return {
    evidence: new S3EvidenceStore(s3, client, { bucket, prefix }),
    workFiles: new S3EvidenceStore(s3, client, { bucket, prefix: `${prefix}work/` }),
    close: () => client.destroy(),
  };
}

function clientOf({ S3Client: Client }: S3Package, { endpoint, region, pathStyle, credentials }: S3Address): S3Client {
  return new Client({
    region,
    credentials,
    forcePathStyle: pathStyle,
    maxAttempts: MOST_ATTEMPTS,
    requestHandler: { connectionTimeout: CONNECT_MS, requestTimeout: ANSWER_MS },
    // Our own digests are sent and compared; checksums in trailers are more than many servers understand.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint }),
  });
}

/** Puts something small, reads it and takes it away: who may not do all three would fail with somebody's evidence. */
async function checkBucket(s3: S3Package, client: S3Client, address: S3Address): Promise<void> {
  const { bucket, prefix } = address;
  const probe = { Bucket: bucket, Key: `${prefix}probe/${randomBytes(16).toString('hex')}` };
  try {
    await client.send(new s3.PutObjectCommand({ ...probe, Body: Buffer.from('probe'), ContentLength: 5 }));
    await client.send(new s3.HeadObjectCommand(probe));
    await client.send(new s3.DeleteObjectCommand(probe));
  } catch (error) {
    throw new ConfigError(EVIDENCE_SETTING, reasonOf(error, address));
  }
  // Who may not ask it, or cannot answer, is believed; who says that it keeps versions would keep what two persons have erased.
  const versioning = await client.send(new s3.GetBucketVersioningCommand({ Bucket: bucket })).catch(() => undefined);
  if (versioning?.Status === 'Enabled')
    throw new ConfigError(EVIDENCE_SETTING, `the bucket ${bucket} keeps versions: what is erased by law would stay in it`);
}

/**
 * Makes the bucket where there is none yet: a step of a deployment, as making the tables is. Does nothing for files.
 *
 * @returns whether it was made
 * @throws ConfigError that names EVIDENCE_URL
 */
export async function makeEvidenceBucket(address: EvidenceAddress): Promise<boolean> {
  if (address.kind === 'file') return false;
  const s3 = await import('@aws-sdk/client-s3');
  const client = clientOf(s3, address);
  try {
    await client.send(new s3.CreateBucketCommand({ Bucket: address.bucket }));
    return true;
  } catch (error) {
    const { name } = error as { readonly name?: string };
    if (name === 'BucketAlreadyOwnedByYou' || name === 'BucketAlreadyExists') return false;
    throw new ConfigError(EVIDENCE_SETTING, reasonOf(error, address));
  } finally {
    client.destroy();
  }
}

function reasonOf(error: unknown, { bucket, endpoint = 'AWS' }: S3Address): string {
  const { $metadata, code, name } = error as {
    readonly $metadata?: { readonly httpStatusCode?: number };
    readonly code?: string;
    readonly name?: string;
  };
  const status = $metadata?.httpStatusCode;
  if (status === 404) return `there is no bucket ${bucket} at ${endpoint}`;
  if (name === 'SignatureDoesNotMatch' || name === 'InvalidAccessKeyId') return `${endpoint} refuses the credentials`;
  if (status === 403 || status === 401) return `${endpoint} does not let these credentials write, read and remove in the bucket ${bucket}`;
  if (status === 301) return `the bucket ${bucket} is in another region than the address says`;
  return `${endpoint} was not reached (${code ?? name ?? 'unknown'}${status === undefined ? '' : `, status ${status}`})`;
}
