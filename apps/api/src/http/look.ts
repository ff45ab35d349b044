import type { DataSource } from 'typeorm';
import { appendEntry, type Keyring, type OwnEntry } from '@tregua/store';

/**
 * Records that somebody looked: reading a restricted item and taking a case home are entries of streams of their own, so that looking never
 * moves a case (proof.md). Two who look first at the same moment both want to begin the stream: the second tries again.
 */
export async function recordLook(dataSource: DataSource, keyring: Keyring, entry: OwnEntry): Promise<void> {
  for (let turn = 1; ; turn += 1) {
    try {
      await dataSource.transaction((manager) => appendEntry(manager, keyring, entry));
      return;
    } catch (error) {
      const { code } = error as { code?: string };
      if (turn >= 5 || (code !== '23505' && code !== 'TR409')) throw error;
    }
  }
}
