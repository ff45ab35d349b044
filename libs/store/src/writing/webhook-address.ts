import { BlockList, isIP } from 'node:net';

/** Why an address may not be called. The codes are stable: they stand in problems, in the delivery log and in dead letters. */
export type AddressFault =
  | 'addressIsNoUrl'
  | 'schemeIsNotHttps'
  | 'addressHoldsCredentials'
  | 'addressHoldsQuery'
  | 'addressIsTooLong'
  | 'addressIsPrivate'
  | 'hostIsNotAllowed';

/** What each means, as a sentence for people. */
export const addressFaults: Readonly<Record<AddressFault, string>> = {
  addressIsNoUrl: 'A whole address is needed, such as https://example.org/tregua.',
  schemeIsNotHttps: 'Only https is called: notices do not travel in clear.',
  addressHoldsCredentials: 'An address holds no name or password: calls are signed.',
  addressHoldsQuery: 'An address holds neither query nor fragment: secrets there end up in logs.',
  addressIsTooLong: 'An address is at most 2000 characters long.',
  addressIsPrivate: 'Private, loopback, link-local and reserved addresses are not called.',
  hostIsNotAllowed: 'This host is not on the list of allowed hosts (a name alone means port 443).',
};

export interface AddressRules {
  /** For tests only: plain http to this machine. Where the application starts in earnest this setting is refused. */
  readonly allowLoopback: boolean;
}

/**
 * What is wrong with an address by its looks, or undefined. Names that resolve to private addresses are found when the connection is made (the
 * agent looks at the address that is really called, so that a name that changes its mind between look and call gains nothing).
 */
export function addressFault(text: string, { allowLoopback }: AddressRules): AddressFault | undefined {
  if (text.length > 2000) return 'addressIsTooLong';
  if (!URL.canParse(text)) return 'addressIsNoUrl';
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'schemeIsNotHttps';
  const toThisMachine = allowLoopback && isLoopback(url.hostname);
  if (url.protocol === 'http:' && !toThisMachine) return 'schemeIsNotHttps';
  if (url.username !== '' || url.password !== '') return 'addressHoldsCredentials';
  if (url.search !== '' || url.hash !== '' || text.includes('?') || text.includes('#')) return 'addressHoldsQuery';
  if (!toThisMachine && isPrivate(url.hostname)) return 'addressIsPrivate';
  return undefined;
}

/** How a host stands on the list: its name, and its port where that is not 443. */
export function hostOf(address: string): string {
  const { hostname, port, protocol } = new URL(address);
  const effective = port === '' ? (protocol === 'https:' ? '443' : '80') : port;
  return effective === '443' ? hostname : `${hostname}:${effective}`;
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

/** Names that never lead out, and numbers outside the public ranges. The URL parser has already brought 0x7f.1 and the like to plain form. */
function isPrivate(hostname: string): boolean {
  const bare = hostname.replace(/^\[|\]$/g, '');
  if (isIP(bare) !== 0) return reserved.check(bare, isIP(bare) === 6 ? 'ipv6' : 'ipv4');
  const name = hostname.replace(/\.$/, '').toLowerCase();
  return !name.includes('.') || /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|arpa|onion|test|invalid)$/.test(name);
}

/** IANA's special-purpose registries (RFC 6890 and its successors). */
const reserved = new BlockList();
for (const [net, prefix] of [
  ['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24],
  ['192.0.2.0', 24], ['192.88.99.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) reserved.addSubnet(net, prefix, 'ipv4'); // prettier-ignore
for (const [net, prefix] of [
  ['::', 96], ['::ffff:0:0', 96], ['64:ff9b::', 96], ['64:ff9b:1::', 48], ['100::', 64], ['2001::', 23], ['2001:db8::', 32], ['2002::', 16],
  ['fc00::', 7], ['fe80::', 10], ['fec0::', 10], ['ff00::', 8],
] as const) reserved.addSubnet(net, prefix, 'ipv6'); // prettier-ignore
