import type { Rule } from '../engine/types.js';
import type { Case } from '../case/case.js';
import { emptyJudgment } from './judgment.js';
import { setAside } from './review.js';
import { endsOfJudgment, judging } from './standing.js';

/** What a reopening means for the judgment: the old ruling stays readable, its open remedies fall; from an end all counters begin anew. */
export const reopeningOfJudgment: { readonly [command: string]: Rule<Case> } = {
  GrantReopening: {
    apply: judging((judgment, _recorded, subject) => {
      const counters = endsOfJudgment.includes(subject.state)
        ? { ...emptyJudgment().counters, calls: judgment.counters.calls }
        : judgment.counters;
      return { ...setAside(judgment, 'reopened'), draft: null, call: null, reviewBench: null, chairRulingPassed: false, counters };
    }),
  },
};
