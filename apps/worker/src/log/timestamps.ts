import { randomBytes } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import { parseNote } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { keepTimestamp, type LogCheckpoint } from '@tregua/store';
import type { DataSource } from 'typeorm';
import type { TimestampAuthority } from './log-settings.js';

const SHA256 = '2.16.840.1.101.3.4.2.1';
const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const TIMEOUT_MS = 15_000;
const MOST_BYTES = 65_536;

/** What an authority said: the whole response as it came (RFC 3161 section 2.4.2), and the time in it. */
export interface Timestamp {
  readonly token: Uint8Array;
  readonly at: Date;
}

/**
 * Has the text of a checkpoint stamped, and keeps the answer. The imprint is the SHA-256 of what the log signs, so that the stamp says that this tree
 * was there by then, whoever cosigned it.
 *
 * @throws Error that says what is wrong with the answer; nothing is kept then.
 */
export async function stampCheckpoint(dataSource: DataSource, checkpoint: LogCheckpoint, authority: TimestampAuthority): Promise<void> {
  const { token } = await requestTimestamp(new TextEncoder().encode(parseNote(checkpoint.note).text), authority);
  await keepTimestamp(dataSource, checkpoint.id, authority.name, token);
}

/** Asks for a token over the SHA-256 of this. @throws Error when the answer is none, is of something else, or is not signed as asked. */
export async function requestTimestamp(data: Uint8Array, authority: TimestampAuthority): Promise<Timestamp> {
  const nonce = new Uint8Array(randomBytes(8));
  nonce[0] = ((nonce[0] as number) & 0x7f) | 0x40; // a positive number of full length, in one spelling
  const query = new pkijs.TimeStampReq({
    version: 1,
    messageImprint: new pkijs.MessageImprint({
      hashAlgorithm: new pkijs.AlgorithmIdentifier({ algorithmId: SHA256, algorithmParams: new asn1js.Null() }),
      hashedMessage: new asn1js.OctetString({ valueHex: bufferOf(sha256(data)) }),
    }),
    nonce: new asn1js.Integer({ valueHex: bufferOf(nonce) }),
    certReq: true,
  });
  const response = await fetch(authority.url, {
    method: 'POST',
    headers: { 'content-type': 'application/timestamp-query', accept: 'application/timestamp-reply' },
    body: new Uint8Array(query.toSchema().toBER(false)),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  if (response.status !== 200) throw new Error(`The authority answered ${response.status}.`);
  return await readTimestamp(await bodyOf(response), data, nonce, authority.certificates);
}

/** Checks an answer against what was asked. @param certificates PEM; absent: the signature is left to whoever verifies. */
export async function readTimestamp(
  token: Uint8Array,
  data: Uint8Array,
  nonce: Uint8Array,
  certificates: string | undefined,
): Promise<Timestamp> {
  const { signed, info } = partsOf(token);
  if (
    info.messageImprint.hashAlgorithm.algorithmId !== SHA256 ||
    !same(info.messageImprint.hashedMessage.valueBlock.valueHexView, sha256(data))
  )
    throw new Error('The token is of something else.');
  if (info.nonce === undefined || !same(info.nonce.valueBlock.valueHexView, nonce)) throw new Error('The token answers another question.');
  if (certificates !== undefined) await checkSignature(signed, info, data, certificates);
  return { token, at: info.genTime };
}

function partsOf(token: Uint8Array): { readonly signed: pkijs.SignedData; readonly info: pkijs.TSTInfo } {
  try {
    const response = pkijs.TimeStampResp.fromBER(bufferOf(token));
    if (response.status.status !== pkijs.PKIStatus.granted && response.status.status !== pkijs.PKIStatus.grantedWithMods)
      throw new Error('The authority refuses.');
    if (response.timeStampToken === undefined) throw new Error('The answer holds no token.');
    const signed = new pkijs.SignedData({ schema: response.timeStampToken.content });
    const content = signed.encapContentInfo.eContent;
    if (signed.encapContentInfo.eContentType !== TST_INFO || content === undefined) throw new Error('The token holds no time.');
    return { signed, info: pkijs.TSTInfo.fromBER(content.getValue()) };
  } catch (error) {
    throw new Error(`The answer of the authority cannot be used: ${error instanceof Error ? error.message : 'unknown'}`, { cause: error });
  }
}

/** RFC 3161 section 2.4.2: signed by a certificate for time stamping that one of the given ones is, or has issued. */
async function checkSignature(signed: pkijs.SignedData, info: pkijs.TSTInfo, data: Uint8Array, certificates: string): Promise<void> {
  const trustedCerts = pem(certificates);
  const verdict = await signed
    .verify({ signer: 0, data: bufferOf(data), trustedCerts, checkDate: info.genTime, checkChain: true, extendedMode: true })
    .catch((error: unknown) => error);
  const { signatureVerified, signerCertificateVerified } = (verdict ?? {}) as {
    signatureVerified?: boolean;
    signerCertificateVerified?: boolean;
  };
  if (signatureVerified !== true || signerCertificateVerified !== true)
    throw new Error('The token is not signed by the authority that was named.');
}

function pem(text: string): pkijs.Certificate[] {
  return [...text.matchAll(/-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/g)].map(([, body = '']) =>
    pkijs.Certificate.fromBER(bufferOf(new Uint8Array(Buffer.from(body, 'base64')))),
  );
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error('The answer of the authority is too long.');
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** The bytes as a buffer of their own, as the ASN.1 library takes them. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}

function same(one: Uint8Array, other: Uint8Array): boolean {
  return Buffer.from(one).equals(Buffer.from(other));
}
