import { useTranslation } from 'react-i18next';

/** Names whom the process table means: a role of a person, or one that somebody has in a matter (`bench`, `review bench`, `author`). */
export function useRightNames(): (right: string) => string {
  const { t } = useTranslation();
  return (right) => {
    const name = right.replaceAll(' ', '_');
    return t([`role.${name}`, `desk.owner.${name}`], { defaultValue: right });
  };
}
