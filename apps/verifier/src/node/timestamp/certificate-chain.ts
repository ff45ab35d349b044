import type { X509Certificate } from 'node:crypto';

/** Extended key usage of a certificate for time stamping (RFC 3161, 2.3), and no other. */
const TIME_STAMPING = '1.3.6.1.5.5.7.3.8';
const LONGEST = 8;

/** Does the certificate lead to a root, by issuers that the token brings, all of them valid at that time? Where not, a sentence says why. */
export function leadsToRoot(
  signer: X509Certificate,
  brought: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  at: Date,
): { readonly trusted: true } | { readonly trusted: false; readonly says: string } {
  if (roots.length === 0) return { trusted: false, says: 'No roots were given.' };
  if (signer.keyUsage?.join() !== TIME_STAMPING) return { trusted: false, says: 'Its certificate is not one for time stamping alone.' };
  let now = signer;
  for (let length = 0; length < LONGEST; length += 1) {
    const one = now;
    if (!isValid(one, at)) return { trusted: false, says: `The certificate of ${nameOf(one)} was not valid at that time.` };
    if (roots.some((root) => root.raw.equals(one.raw) || (isIssuedBy(one, root) && isValid(root, at)))) return { trusted: true };
    const issuer = brought.find((candidate) => candidate.ca && !candidate.raw.equals(one.raw) && isIssuedBy(one, candidate));
    if (issuer === undefined) break;
    now = issuer;
  }
  return { trusted: false, says: `${nameOf(now)} leads to none of your roots.` };
}

function isIssuedBy(one: X509Certificate, issuer: X509Certificate): boolean {
  return one.checkIssued(issuer) && one.verify(issuer.publicKey);
}

function isValid({ validFrom, validTo }: X509Certificate, at: Date): boolean {
  return Date.parse(validFrom) <= at.getTime() && at.getTime() <= Date.parse(validTo);
}

function nameOf({ subject }: X509Certificate): string {
  return subject.replaceAll('\n', ', ');
}
