import { edgeTiles, LogFormatError, TreeFrontier } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import type { LogLeader } from '@tregua/store';

/** The tree of the first `size` entries, as the tables have them; undefined when they have not all of it. */
export async function treeAt(leader: LogLeader, size: number): Promise<TreeFrontier | undefined> {
  const tiles = new Map<string, Uint8Array>();
  for (const { level, index, width } of edgeTiles(size)) tiles.set(`${level}/${index}`, await leader.tile(level, index, width));
  try {
    return TreeFrontier.at(size, (level, index) => Uint8Array.from(tiles.get(`${level}/${index}`) ?? []), sha256);
  } catch (error) {
    if (error instanceof LogFormatError) return undefined;
    throw error;
  }
}
