import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseNote, parsePolicy } from '@tregua/ledger';
import { keysOf, policyText, sha256, zipOf } from '../../../test/attack/make-bundle.js';
import { exportedScene, smallScene } from '../../../test/attack/scene.js';
import { TestAuthority } from '../../worker/src/log/timestamp-authority.testing.js';
import { requestTimestamp } from '../../worker/src/log/timestamps.js';
import { verifyCommand } from './command.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle, type BundleVerification } from './verify-bundle.js';
import { sourceOfBytes } from './zip/source.js';

/** The tests' authority is openssl's; scripts/test.mjs names what is left out without it. */
const opensslIsHere = !(process.env['TREGUA_MISSING_PROGRAMS'] ?? '').split(',').includes('openssl');

const scene = smallScene(5);
const { files, checkpoint } = exportedScene(scene);
const text = new TextEncoder().encode(parseNote(checkpoint).text);
const STAMP = 'log/timestamps/1.tsr';
const folder = mkdtempSync(join(tmpdir(), 'tregua-stamps-'));
let authority: TestAuthority;
let other: TestAuthority;
let stamp: Uint8Array;

beforeAll(async () => {
  if (!opensslIsHere) return;
  [authority, other] = [await new TestAuthority().start(), await new TestAuthority().start()];
  ({ token: stamp } = await requestTimestamp(text, { name: 'test', url: authority.url }));
}, 120_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await authority?.stop();
  await other?.stop();
});

function zipWith(bytes: Uint8Array | undefined): Uint8Array {
  const all = new Map(files);
  if (bytes !== undefined) all.set(STAMP, bytes);
  return zipOf(scene.exportId, all);
}

function verified(bytes: Uint8Array | undefined, tsaRoots: readonly string[] = [], tools = nodeTools): BundleVerification {
  const roots = { policy: parsePolicy(policyText(keysOf()), sha256), tsaRoots };
  return verifyBundle(sourceOfBytes(zipWith(bytes)), { tools, law: scene.law, roots });
}

const named = ({ findings }: BundleVerification): string[] => findings.map(({ weight, what }) => `${weight} ${what}`);

it('a bundle without time stamps has none to show, and other bytes in the place of one are a finding', () => {
  expect(verified(undefined)).toMatchObject({ verdict: 'verified', timestamps: [] });
  expect(named(verified(Buffer.from('no stamp')))).toEqual(['broken timestampIsDamaged']);
});

const stamps = (): void => {
  it('of an authority among the roots is shown with its time, and verified', () => {
    const verification = verified(stamp, [authority.certificates]);
    expect(verification.findings).toEqual([]);
    expect(verification.verdict).toBe('verified');
    expect(verification.timestamps).toEqual([
      { file: `data/${STAMP}`, at: expect.stringMatching(/^\d{4}-.*Z$/), authority: 'CN=Stamps for tests', trusted: true },
    ]);
    expect(Math.abs(Date.parse(verification.timestamps[0]?.at ?? '') - Date.now())).toBeLessThan(600_000);
  });

  it('of an authority that was not named is a note, and changes no verdict', () => {
    const verification = verified(stamp);
    expect(named(verification)).toEqual(['note authorityIsNotAmongRoots']);
    expect(verification.verdict).toBe('verified');
  });

  it('of another authority than the named one proves nothing to who named it', () => {
    const verification = verified(stamp, [other.certificates]);
    expect(named(verification)).toEqual(['unproven noTimestampOfYourRoots', 'note authorityIsNotAmongRoots']);
    expect(verification.verdict).toBe('unproven');
  });

  it('on another checkpoint is a finding', async () => {
    const { token } = await requestTimestamp(new TextEncoder().encode('log.test/tregua\n1\nAAAA\n'), { name: 'test', url: authority.url });
    const verification = verified(token, [authority.certificates]);
    expect(named(verification)).toEqual(['broken timestampIsOnAnother', 'unproven noTimestampOfYourRoots']);
    expect(verification.findings[0]).toMatchObject({ file: `data/${STAMP}`, offset: expect.any(Number) });
  });

  it('of which any byte of time, imprint or signature was changed is a finding, and of no byte it crashes', () => {
    const info = Buffer.from(stamp).indexOf(sha256(text));
    const places = [...Array.from({ length: 32 }, (_, index) => info + index), info + 60, stamp.length - 5, stamp.length - 200];
    for (const at of places) {
      const changed = Uint8Array.from(stamp);
      changed[at] = (changed[at] as number) ^ 1;
      expect([at, verified(changed, [authority.certificates]).verdict]).toEqual([at, 'broken']);
    }
    for (let at = 0; at < stamp.length; at += 37) {
      const changed = Uint8Array.from(stamp);
      changed[at] = (changed[at] as number) ^ 0x80;
      expect(verified(changed).verdict).toMatch(/broken|verified/);
    }
    for (const length of [0, 1, 10, stamp.length >> 1, stamp.length - 1])
      expect(named(verified(stamp.subarray(0, length)))).toEqual(['broken timestampIsDamaged']);
    expect(named(verified(Buffer.concat([stamp, Buffer.of(0)])))).toEqual(['broken timestampIsDamaged']);
  });

  it('is not examined by the page, which says so', () => {
    const { examineStamp: _, ...page } = nodeTools;
    const verification = verified(stamp, [], page);
    expect(named(verification)).toEqual(['note timestampIsNotExamined']);
    expect(verification.cannotSee.join()).toContain('RFC 3161');
  });

  it('is examined by the command with --tsa-roots', async () => {
    const [bundle, roots] = [join(folder, 'b.zip'), join(folder, 'roots.pem')];
    writeFileSync(bundle, zipWith(stamp));
    writeFileSync(roots, `${other.certificates}\n${authority.certificates}`);
    let said = '';
    await verifyCommand([bundle, '--tsa-roots', roots], (line) => (said += line));
    expect(said).toMatch(/Time stamp \d{4}-\S+Z by CN=Stamps for tests\./);
    writeFileSync(roots, 'no certificate');
    expect(await verifyCommand([bundle, '--tsa-roots', roots], () => undefined)).toBe(2);
  });
};
if (opensslIsHere) describe('a time stamp', stamps);
