import { parsePolicy } from '@tregua/ledger';
import { Chance } from '../../../test/attack/chance.js';
import { keysOf, policyText, sha256 } from '../../../test/attack/make-bundle.js';
import { exportedScene, smallScene } from '../../../test/attack/scene.js';
import { byteChanges, isLocated, regionsOf } from '../../../test/attack/zip-positions.js';
import { nodeTools } from './node/node-tools.js';
import { verifyBundle } from './verify-bundle.js';
import { sourceOfBytes } from './zip/source.js';

const { zip, scene } = exportedScene(smallScene());
const roots = { policy: parsePolicy(policyText(keysOf()), sha256) };

describe('one changed byte anywhere in the zip', () => {
  it('is in a region that is known', () => {
    const regions = regionsOf(zip).sort((one, other) => one.from - other.from);
    expect(regions[0]?.from).toBe(0);
    expect(regions.at(-1)?.to).toBe(zip.length);
    for (const [index, region] of regions.entries()) expect(region.to).toBe(regions[index + 1]?.from ?? zip.length);
  });

  it('is found, and where it is is said', () => {
    const missed: string[] = [];
    for (const change of byteChanges(zip, 400, new Chance(11))) {
      const { verdict, findings } = verifyBundle(sourceOfBytes(change.zip), { tools: nodeTools, law: scene.law, roots });
      if (verdict !== 'broken') missed.push(`${change.region.kind} at ${change.offset}: ${verdict}`);
      else if (!isLocated(change, findings))
        missed.push(`${change.region.kind} at ${change.offset} is not located: ${JSON.stringify(findings.slice(0, 3))}`);
    }
    expect(missed).toEqual([]);
  });

  it('is found whatever it says of the length of a name, or of how many files there are', () => {
    const missed: string[] = [];
    const regions = regionsOf(zip);
    const names = regions.filter(({ kind }) => kind === 'central/nameLength');
    const tried = [names[0], names[1], names.at(-1), regions.find(({ kind }) => kind === 'end/count')];
    for (const region of tried) {
      if (region === undefined) throw new Error('The zip has no such bytes.');
      for (let value = 0; value < 256; value += 1) {
        const changed = Uint8Array.from(zip);
        changed[region.from] = value;
        if (value === zip[region.from]) continue;
        const { findings } = verifyBundle(sourceOfBytes(changed), { tools: nodeTools, law: scene.law, roots, replay: false });
        if (!isLocated({ region, offset: region.from, zip: changed }, findings)) missed.push(`${region.kind} ${value}`);
      }
    }
    expect(missed).toEqual([]);
  });
});
