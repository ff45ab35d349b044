import { ed25519, sha256 } from '@tregua/platform';
import { checkpointText } from './checkpoint.js';
import { judgeCheckpoint, verifyTlogProof } from './judge-checkpoint.js';
import { consistencyProof, inclusionProof, leafHash, rootOf } from './merkle-tree.js';
import { SIGNATURE_TYPES, verifierKeyOf, writeVerifierKey, type SigningKey } from './note-key.js';
import { writeNote, type NoteSignature } from './note.js';
import { parsePolicy, policyIsMet } from './policy.js';
import { parseAddCheckpoint, writeAddCheckpoint } from './add-checkpoint.js';
import { parseTlogProof, writeTlogProof } from './tlog-proof.js';
import { cosign, signText } from './verify-note.js';

const keyOf = (name: string, seed: number, type: number = SIGNATURE_TYPES.cosignatureV1): SigningKey => {
  const privateKey = new Uint8Array(32).fill(seed);
  return { ...verifierKeyOf(name, type, ed25519.publicKeyOf(privateKey), sha256), privateKey };
};
const log = keyOf('example.com/log', 1, SIGNATURE_TYPES.ed25519);
const witnesses = [2, 3, 4, 5, 6].map((seed) => keyOf(`witness${seed}.example`, seed));
const [w2, w3, w4, w5, w6] = witnesses.map(writeVerifierKey) as [string, string, string, string, string];
const vkey = writeVerifierKey(log);

const leaves = Array.from({ length: 7 }, (_, at) => leafHash(Uint8Array.of(at), sha256));
const text = checkpointText({ origin: 'example.com/log', size: 7, root: rootOf(leaves, sha256) });
const noteBy = (keys: readonly SigningKey[]): string =>
  writeNote({ text, signatures: [signText(text, log, ed25519), ...keys.map((key) => cosign(text, key, 1700000000, ed25519))] });

/** The shape of the example in c2sp.org/tlog-policy, with odd white space and a comment. */
const TWO_LEVELS = `# a policy
log ${vkey} https://example.com/log
\t witness  X1\t${w2}
witness X2 ${w3} http://127.0.0.1:1/

  # the second organization
witness Y1 ${w4}
witness Y2 ${w5}
group X 2 X1 X2
group Y any Y1 Y2
group X-and-Y all X Y
quorum X-and-Y
`;

describe('a policy', () => {
  const policy = parsePolicy(TWO_LEVELS, sha256);

  it('is read', () => {
    expect(policy.logs).toEqual([{ key: expect.objectContaining({ name: 'example.com/log' }), url: 'https://example.com/log' }]);
    expect(policy.witnesses.map(({ name, url }) => [name, url])).toEqual([
      ['X1', undefined],
      ['X2', 'http://127.0.0.1:1/'],
      ['Y1', undefined],
      ['Y2', undefined],
    ]);
    expect(policy.groups).toEqual([
      { name: 'X', threshold: 2, members: ['X1', 'X2'] },
      { name: 'Y', threshold: 1, members: ['Y1', 'Y2'] },
      { name: 'X-and-Y', threshold: 2, members: ['X', 'Y'] },
    ]);
  });

  it.each<[string[], boolean]>([
    [['X1', 'X2', 'Y1'], true],
    [['X1', 'X2', 'Y2'], true],
    [['X1', 'X2', 'Y1', 'Y2'], true],
    [['X1', 'Y1', 'Y2'], false],
    [['X1', 'X2'], false],
    [[], false],
    [['X', 'Y', 'X-and-Y'], false],
  ])('with two levels and %j is met: %s', (cosigned, met) => {
    expect(policyIsMet(policy, new Set(cosigned))).toBe(met);
  });

  it('may ask for one witness, or for none', () => {
    expect(policyIsMet(parsePolicy(`witness a ${w2}\nquorum a\n`, sha256), new Set())).toBe(false);
    expect(policyIsMet(parsePolicy(`witness a ${w2}\nquorum a\n`, sha256), new Set(['a']))).toBe(true);
    expect(policyIsMet(parsePolicy('quorum none\n', sha256), new Set())).toBe(true);
  });

  it('takes octets above 127 in names for opaque, also where they are no UTF-8', () => {
    const odd = Buffer.concat([
      Buffer.from(`witness K ${w2}\nwitness \u212a ${w3}\nwitness `),
      Buffer.of(0xff),
      Buffer.from(` ${w4}\nquorum K\n`),
    ]);
    expect(parsePolicy(odd, sha256).witnesses).toHaveLength(3);
  });

  it.each<[string, string, string]>([
    ['no quorum', `log ${vkey}\n`, 'has no quorum line'],
    ['two quorums', 'quorum none\nquorum none\n', 'line 2: is a second quorum line'],
    ['a quorum of nobody', 'quorum a\n', 'names what no line before it defines: a'],
    ['a quorum in front of its witness', `quorum a\nwitness a ${w2}\n`, 'policy line 1'],
    ['a quorum of two', `witness a ${w2}\nquorum a a\n`, 'is not "quorum <name>"'],
    ['no last newline', 'quorum none', 'does not end with a newline'],
    ['carriage returns', 'quorum none\r\n', 'carriage returns'],
    ['a control character', 'quorum none\n\u0001\n', 'control character'],
    ['a delete character', 'quorum none\n#\u007f\n', 'control character'],
    ['an unknown word', 'quorum none\nwitnes a\n', 'line 2: begins with no word'],
    ['a doubled log', `log ${vkey}\nlog ${vkey}\nquorum none\n`, 'line 2: names a log key'],
    [
      'a doubled witness under another name',
      `witness a ${w2}\nwitness b ${writeVerifierKey(keyOf('other', 2))}\nquorum none\n`,
      'line 2: names a witness key',
    ],
    ['a name twice', `witness a ${w2}\nwitness a ${w3}\nquorum none\n`, 'line 2: defines a name that is taken'],
    ['the name none', `witness none ${w2}\nquorum none\n`, 'defines a name that is taken'],
    ['a group with the name of a witness', `witness a ${w2}\ngroup a any a\nquorum none\n`, 'defines a name that is taken'],
    ['an empty group', `group a any\nquorum none\n`, 'line 1: is not "group'],
    ['a group of itself', `group a any a\nquorum none\n`, 'that no line before it defines: a'],
    ['none in a group', `group a any none\nquorum none\n`, 'that no line before it defines: none'],
    ['a member twice', `witness a ${w2}\ngroup g any a a\nquorum g\n`, 'names a member twice'],
    ['a member of two groups', `witness a ${w2}\ngroup g any a\ngroup h any a\nquorum g\n`, 'is in a group already'],
    ['a threshold of zero', `witness a ${w2}\ngroup g 0 a\nquorum g\n`, 'asks 0 of 1'],
    ['a threshold too high', `witness a ${w2}\ngroup g 2 a\nquorum g\n`, 'asks 2 of 1'],
    ['a threshold with a zero in front', `witness a ${w2}\ngroup g 01 a\nquorum g\n`, 'asks 01 of 1'],
    ['a huge threshold', `witness a ${w2}\ngroup g ${'9'.repeat(400)} a\nquorum g\n`, 'of 1 members'],
    ['the key of a witness as a log', `log ${w2}\nquorum none\n`, "witness's key"],
    ['the key of a log as a witness', `witness a ${vkey}\nquorum none\n`, "log's key"],
    ['a key that is none', 'witness a b\nquorum none\n', 'policy line 1, verifier key'],
    ['a word too many', `log ${vkey} url more\nquorum none\n`, 'is not "log <vkey> [<url>]"'],
    ['too many bytes', `#${'x'.repeat(1_048_576)}\nquorum none\n`, 'longer than'],
  ])('with %s is refused', (_, policyText, why) => {
    expect(() => parsePolicy(policyText, sha256)).toThrow(
      expect.objectContaining({ name: 'LogFormatError', message: expect.stringContaining(why) }),
    );
  });

  it('takes 32 logs, 32 witnesses and 32 groups', () => {
    const lines = Array.from({ length: 32 }, (_, at) => [
      `log ${writeVerifierKey(keyOf(`log${at}`, 50 + at, SIGNATURE_TYPES.ed25519))}`,
      `witness w${at} ${writeVerifierKey(keyOf(`w${at}`, 100 + at))}`,
      `group g${at} any w${at}${at > 0 ? ` g${at - 1}` : ''}`,
    ]).flat();
    const large = parsePolicy(`${lines.join('\n')}\nquorum g31\n`, sha256);
    expect([large.logs.length, large.witnesses.length, large.groups.length]).toEqual([32, 32, 32]);
    expect(policyIsMet(large, new Set(['w0']))).toBe(true);
  });
});

describe('a checkpoint under a policy', () => {
  const policy = parsePolicy(TWO_LEVELS, sha256);
  const [k2, k3, k4, , k6] = witnesses as [SigningKey, SigningKey, SigningKey, SigningKey, SigningKey];

  it('holds with the log and the quorum', () => {
    expect(judgeCheckpoint(noteBy([k2, k3, k4]), policy, ed25519)).toMatchObject({
      holds: true,
      quorumIsMet: true,
      log: { name: 'example.com/log' },
      cosigned: [
        { name: 'X1', timestamp: 1700000000 },
        { name: 'X2', timestamp: 1700000000 },
        { name: 'Y1', timestamp: 1700000000 },
      ],
    });
  });

  it('does not hold without the quorum, and strangers do not count', () => {
    expect(judgeCheckpoint(noteBy([k2, k3, k6]), policy, ed25519)).toMatchObject({ holds: false, quorumIsMet: false });
    expect(w6).not.toBe(w5);
  });

  it('counts one witness once, however often it signs', () => {
    const signatures = [signText(text, log, ed25519), ...[1, 2, 3].map((seconds) => cosign(text, k2, seconds, ed25519))];
    expect(judgeCheckpoint(writeNote({ text, signatures }), policy, ed25519)).toMatchObject({
      quorumIsMet: false,
      cosigned: [{ name: 'X1', timestamp: 3 }],
    });
  });

  it('does not hold when a signature of the policy is wrong, although the others suffice', () => {
    const wrong = cosign(text.replace('7', '8'), witnesses[3]!, 1, ed25519);
    const signatures = [signText(text, log, ed25519), ...[k2, k3, k4].map((key) => cosign(text, key, 1, ed25519)), wrong];
    expect(judgeCheckpoint(writeNote({ text, signatures }), policy, ed25519)).toMatchObject({
      quorumIsMet: true,
      holds: false,
      failed: [{ name: 'witness5.example' }],
    });
  });

  it('says of whom a line bears the name or the key, and not both', () => {
    const [w2key, w3key, w4key, w5key] = witnesses as [SigningKey, SigningKey, SigningKey, SigningKey];
    const byLines = (...signatures: NoteSignature[]): string =>
      writeNote({ text, signatures: [signText(text, log, ed25519), ...signatures] });
    const right = [w2key, w3key, w4key].map((key) => cosign(text, key, 1, ed25519));
    const other = cosign(text, w5key, 1, ed25519);
    const renamed = { ...other, name: 'witness5.examplf' };
    const rekeyed = { ...other, keyId: (other.keyId ^ 1) >>> 0 };
    for (const line of [renamed, rekeyed]) {
      expect(judgeCheckpoint(byLines(...right, line), policy, ed25519)).toMatchObject({
        quorumIsMet: true,
        misnamed: [{ name: 'witness5.example' }],
      });
      expect(judgeCheckpoint(byLines(...right, other, line), policy, ed25519).misnamed).toEqual([]);
    }
    expect(judgeCheckpoint(noteBy([w2key, w3key, w4key]), policy, ed25519).misnamed).toEqual([]);
  });

  it('does not hold when another log of the policy signed it', () => {
    const other = keyOf('example.org/other', 9, SIGNATURE_TYPES.ed25519);
    const both = parsePolicy(`log ${vkey}\nlog ${writeVerifierKey(other)}\nquorum none\n`, sha256);
    expect(judgeCheckpoint(noteBy([]), both, ed25519).holds).toBe(true);
    const signed = writeNote({ text, signatures: [signText(text, other, ed25519)] });
    expect(judgeCheckpoint(signed, both, ed25519)).toMatchObject({ holds: false, quorumIsMet: true });
    expect(judgeCheckpoint(signed, both, ed25519).log).toBeUndefined();
  });

  it('is not met by a witness whose type is not understood', () => {
    const pq = writeVerifierKey(verifierKeyOf('pq', 0x06, new Uint8Array(1312), sha256));
    expect(judgeCheckpoint(noteBy([]), parsePolicy(`log ${vkey}\nwitness pq ${pq}\nquorum pq\n`, sha256), ed25519).holds).toBe(false);
  });
});

describe('a tlog-proof', () => {
  const policy = parsePolicy(`log ${vkey}\nwitness a ${w2}\nquorum a\n`, sha256);
  const checkpoint = noteBy([witnesses[0]!]);
  const written = writeTlogProof({ index: 4, proof: inclusionProof(4, leaves, sha256), checkpoint, extra: Buffer.from('more') });
  const crypto = { digest: sha256, ...ed25519 };

  it('is written as specified and read again', () => {
    expect(written.split('\n').slice(0, 3)).toEqual(['c2sp.org/tlog-proof@v1', 'extra bW9yZQ==', 'index 4']);
    expect(written.endsWith(`\n\n${checkpoint}`)).toBe(true);
    const parsed = parseTlogProof(written);
    expect(Buffer.from(parsed.extra!).toString()).toBe('more');
    expect(writeTlogProof(parsed)).toBe(written);
    expect(parseTlogProof(writeTlogProof({ index: 0, proof: [], checkpoint })).extra).toBeUndefined();
  });

  it('verifies for its leaf, and for no other', () => {
    const parsed = parseTlogProof(written);
    expect(verifyTlogProof(parsed, leaves[4]!, policy, crypto)).toMatchObject({ holds: true, included: true });
    expect(verifyTlogProof(parsed, leaves[3]!, policy, crypto)).toMatchObject({ holds: false, included: false, quorumIsMet: true });
    expect(verifyTlogProof({ ...parsed, index: 5 }, leaves[4]!, policy, crypto).holds).toBe(false);
    expect(verifyTlogProof(parsed, leaves[4]!, parsePolicy(TWO_LEVELS, sha256), crypto)).toMatchObject({ holds: false, included: true });
  });

  it('never verifies with a byte changed, but in what nobody vouches for', () => {
    const bytes = Buffer.from(written);
    const free = written.indexOf('bW9yZQ');
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      let holds = false;
      try {
        holds = verifyTlogProof(parseTlogProof(changed), leaves[4]!, policy, crypto).holds;
      } catch (error) {
        expect((error as Error).name).toBe('LogFormatError');
      }
      if (at < free || at >= free + 8) expect([at, holds]).toEqual([at, false]);
    }
  });

  it.each<[string, string, string]>([
    ['another first line', written.replace('@v1', '@v2'), 'does not begin'],
    ['no index', written.replace('index 4\n', ''), 'index: is missing'],
    ['an index with a zero in front', written.replace('index 4', 'index 04'), 'index'],
    ['an index beyond 2^53', written.replace('index 4', 'index 9007199254740993'), 'greater than 2^53 - 1'],
    ['extra behind the index', written.replace('extra bW9yZQ==\nindex 4', 'index 4\nextra bW9yZQ=='), 'hash 1'],
    ['extra twice', written.replace('extra bW9yZQ==\n', 'extra bW9yZQ==\n'.repeat(2)), 'index: is missing'],
    ['extra that is no base64', written.replace('bW9yZQ==', 'bW9yZQ='), 'extra'],
    ['carriage returns', written.replaceAll('\n', '\r\n'), 'no empty line'],
    ['64 hashes', written.replace('index 4\n', `index 4\n${`${Buffer.alloc(32).toString('base64')}\n`.repeat(64)}`), 'more than 63'],
    ['a hash of 33 bytes', written.replace('index 4\n', `index 4\n${Buffer.alloc(33).toString('base64')}\n`), '33 bytes'],
    ['no checkpoint', written.slice(0, written.indexOf('\n\n')), 'no empty line'],
    ['too many bytes', `${written}${'x'.repeat(400_000)}`, 'at most'],
  ])('with %s is refused', (_, proof, why) => {
    expect(() => parseTlogProof(proof)).toThrow(expect.objectContaining({ name: 'LogFormatError', message: expect.stringContaining(why) }));
  });
});

describe('the body of add-checkpoint', () => {
  it('is written as specified and read again', () => {
    const proof = consistencyProof(3, leaves, sha256);
    const body = writeAddCheckpoint({ oldSize: 3, proof, checkpoint: noteBy([]) });
    expect(body.startsWith(`old 3\n${Buffer.from(proof[0]!).toString('base64')}\n`)).toBe(true);
    expect(parseAddCheckpoint(body)).toMatchObject({ oldSize: 3, proof, checkpoint: noteBy([]), head: { size: 7 } });
    expect(writeAddCheckpoint({ oldSize: 0, proof: [], checkpoint: noteBy([]) })).toBe(`old 0\n\n${noteBy([])}`);
  });
});
