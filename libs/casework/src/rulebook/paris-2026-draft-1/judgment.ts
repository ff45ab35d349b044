import type { RulesOfJudgment } from '../../judgment/rules-of-judgment.js';

export const judgment = {} as RulesOfJudgment;
