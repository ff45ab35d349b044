import { createHash, X509Certificate } from 'node:crypto';
import * as asn1js from 'asn1js';
import * as pkijs from 'pkijs';
import type { ExaminedStamp } from '../../tools.js';
import { leadsToRoot } from './certificate-chain.js';
import { digestOf, isSignedBy } from './signature.js';

const TST_INFO = '1.2.840.113549.1.9.16.1.4';
const SIGNED_DATA = '1.2.840.113549.1.7.2';
const CONTENT_TYPE = '1.2.840.113549.1.9.3';
const MESSAGE_DIGEST = '1.2.840.113549.1.9.4';
/** RFC 5816 and RFC 2634: which certificate signed, so that none can be put in its place. */
const SIGNING_CERTIFICATE_V2 = '1.2.840.113549.1.9.16.2.47';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const MOST_CERTIFICATES = 10;

/** What is wrong with a stamp by itself, whoever made it. */
class Damaged extends Error {
  override readonly name = 'Damaged';
}

/**
 * Examines a response of RFC 3161 (section 2.4.2): it grants; its token is signed data of one signer over a TSTInfo; the imprint is the digest of `text`; the signed attributes name type,
 * digest and certificate; their signature is the certificate's. Then, where roots were given, that the certificate is one for time stamping and leads to one of them at the
 * time that it states. Never throws on what is in it.
 *
 * @param roots PEM certificates from outside; none: the authority stays unknown.
 */
export function examineStamp(response: Uint8Array, text: Uint8Array, roots: readonly string[]): ExaminedStamp {
  try {
    return examine(response, text, roots);
  } catch (error) {
    return { problem: 'damaged', says: error instanceof Error ? error.message : 'It cannot be read.' };
  }
}

function examine(response: Uint8Array, text: Uint8Array, roots: readonly string[]): ExaminedStamp {
  const { signed, content } = tokenOf(response);
  const info = pkijs.TSTInfo.fromBER(bufferOf(content));
  const { hashAlgorithm, hashedMessage } = info.messageImprint;
  const imprint = digestOf(hashAlgorithm.algorithmId);
  if (imprint === undefined) throw new Damaged(`The imprint is of an algorithm that is not taken (${hashAlgorithm.algorithmId}).`);
  const at = info.genTime.toISOString();
  if (!createHash(imprint).update(text).digest().equals(hashedMessage.valueBlock.valueHexView))
    return { problem: 'another', at, says: 'The stamp is on something else than the text of this checkpoint.' };
  const certificates = (signed.certificates ?? []).flatMap((one) => (one instanceof pkijs.Certificate ? [x509Of(one)] : []));
  const signer = checkSigner(signed, content, certificates);
  const trusted = leadsToRoot(
    signer,
    certificates,
    roots.map((pem) => new X509Certificate(pem)),
    info.genTime,
  );
  return { at, authority: signer.subject.replaceAll('\n', ', '), ...trusted };
}

function tokenOf(response: Uint8Array): { readonly signed: pkijs.SignedData; readonly content: Uint8Array } {
  const read = asn1js.fromBER(bufferOf(response));
  if (read.offset !== response.length) throw new Damaged('It is no DER, or bytes stand behind it.');
  const answer = new pkijs.TimeStampResp({ schema: read.result });
  const { status } = answer.status;
  if (status !== pkijs.PKIStatus.granted && status !== pkijs.PKIStatus.grantedWithMods) throw new Damaged('The authority refused.');
  const token = answer.timeStampToken;
  if (token === undefined || token.contentType !== SIGNED_DATA) throw new Damaged('It holds no token.');
  const signed = new pkijs.SignedData({ schema: token.content });
  const { eContentType, eContent } = signed.encapContentInfo;
  if (eContentType !== TST_INFO || eContent === undefined) throw new Damaged('The token holds no time.');
  return { signed, content: new Uint8Array(eContent.getValue()) };
}

/** The certificate that signed; every doubt is a Damaged. */
function checkSigner(signed: pkijs.SignedData, content: Uint8Array, certificates: readonly X509Certificate[]): X509Certificate {
  const [signer, ...more] = signed.signerInfos;
  if (signer === undefined || more.length > 0) throw new Damaged('A token has one signer.');
  if (certificates.length > MOST_CERTIFICATES) throw new Damaged(`The token brings more than ${MOST_CERTIFICATES} certificates.`);
  const attributes = signer.signedAttrs;
  if (attributes === undefined) throw new Damaged('The token signs no attributes.');
  const digest = digestOf(signer.digestAlgorithm.algorithmId);
  if (digest === undefined) throw new Damaged(`The digest is of an algorithm that is not taken (${signer.digestAlgorithm.algorithmId}).`);
  const valueOf = (type: string): unknown => attributes.attributes.find((one) => one.type === type)?.values[0] as unknown;
  const type = valueOf(CONTENT_TYPE);
  if (!(type instanceof asn1js.ObjectIdentifier) || type.valueBlock.toString() !== TST_INFO)
    throw new Damaged('The signed type is another.');
  const signedDigest = valueOf(MESSAGE_DIGEST);
  if (
    !(signedDigest instanceof asn1js.OctetString) ||
    !createHash(digest).update(content).digest().equals(signedDigest.valueBlock.valueHexView)
  )
    throw new Damaged('The signed digest is not that of the time in the token.');
  const certificate = namedBy(valueOf(SIGNING_CERTIFICATE_V2), valueOf(SIGNING_CERTIFICATE), certificates);
  const bytes = new Uint8Array(attributes.encodedValue);
  const signature = signer.signature.valueBlock.valueHexView;
  if (!isSignedBy(certificate.publicKey, bytes, signature, signer.signatureAlgorithm.algorithmId, digest))
    throw new Damaged('The signature is not one of the certificate that the token names.');
  return certificate;
}

/** ESSCertIDv2 begins with an algorithm where it is not SHA-256; then stands the digest of the certificate, as in ESSCertID (SHA-1). */
function namedBy(second: unknown, first: unknown, certificates: readonly X509Certificate[]): X509Certificate {
  const attribute = second ?? first;
  if (!(attribute instanceof asn1js.Sequence)) throw new Damaged('The token does not say which certificate signed it.');
  const id = (attribute.valueBlock.value[0] as asn1js.Sequence | undefined)?.valueBlock.value[0] as asn1js.Sequence | undefined;
  const parts = id?.valueBlock.value ?? [];
  const algorithm =
    parts[0] instanceof asn1js.Sequence ? String((parts[0].valueBlock.value[0] as asn1js.ObjectIdentifier).valueBlock) : undefined;
  const hash = parts.find((part) => part instanceof asn1js.OctetString);
  const digest = second === undefined ? 'sha1' : algorithm === undefined ? 'sha256' : digestOf(algorithm);
  const named = certificates.find(
    ({ raw }) => hash !== undefined && digest !== undefined && createHash(digest).update(raw).digest().equals(hash.valueBlock.valueHexView),
  );
  if (named === undefined) throw new Damaged('The certificate that the token names is not in it.');
  return named;
}

function x509Of(certificate: pkijs.Certificate): X509Certificate {
  return new X509Certificate(Buffer.from(certificate.toSchema().toBER(false)));
}

/** The bytes as a buffer of their own, as the ASN.1 library takes them. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return Uint8Array.from(bytes).buffer;
}
