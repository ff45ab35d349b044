import Sequencer from '@jest/test-sequencer';

/** They start programs and wait for them, for minutes, out of small files. */
const LONG = /\/test\/faults\/faults\.e2e\.spec\.ts$/;

/** Without times of an earlier run Jest begins with the largest files. What is long in a small file would then run last and alone, with a core idle beside it. */
export default class LongestFirst extends Sequencer {
  async sort(tests) {
    const sorted = await super.sort(tests);
    const isLong = ({ path }) => LONG.test(path);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
