import type { AdminTools } from '../../../api/src/admin.js';
import { fsckLog } from '../../../worker/src/log/fsck-log.js';

/** `admin fsck`: says what it found, one finding a line. Returns the exit code. */
export async function fsckCommand({ dataSource, keyring, say }: AdminTools): Promise<number> {
  const { size, checkpoints, waiting, findings } = await fsckLog(dataSource, keyring);
  for (const { code, where, problem, index } of findings)
    say(`${code}  ${where}${index === undefined ? '' : ` (index ${index})`} ${problem}`);
  say(
    `${size} entries and ${checkpoints} checkpoints were computed anew, ${waiting} entries wait for their index: ${findings.length === 0 ? 'all is whole' : `${findings.length} findings`}.`,
  );
  return findings.length === 0 ? 0 : 1;
}
