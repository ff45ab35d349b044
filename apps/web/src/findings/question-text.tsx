import { useTranslation } from 'react-i18next';
import { partyLabel } from '../acts/choices';
import type { QuestionOfCase } from '../acts/case-matter';
import { useRulebookList } from '../acts/rulebook-lists';

/** What a question asks, in words: of which act, of whom, at which level. */
export function QuestionText({ question }: { readonly question: Omit<QuestionOfCase, 'key'> }) {
  const { t } = useTranslation();
  const levels = useRulebookList('findingLevels');
  const { kind, violation, party, level, remedy, referral } = question;
  const about = [
    violation,
    party == null ? undefined : partyLabel(party),
    levels.find(({ value }) => value === level)?.label ?? level,
    remedy == null ? undefined : `${remedy.code} → ${partyLabel(remedy.addressee)}`,
    referral,
  ].filter((part) => part != null);
  return (
    <>
      {t(`desk.question.${kind}`, { defaultValue: kind })}
      {about.length > 0 && ` (${about.join(', ')})`}
    </>
  );
}
