import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';

/** What is asked of a list that goes on: whether more follows, and to bring it (api/use-pages.ts). */
interface GoesOn {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly fetchNextPage: () => Promise<unknown>;
}

/** Brings the next page of a list; not there where none follows. */
export function More({ of }: { readonly of: GoesOn }) {
  const { t } = useTranslation();
  if (!of.hasNextPage) return null;
  return (
    <Button variant="default" onClick={() => void of.fetchNextPage()} loading={of.isFetchingNextPage} w="fit-content">
      {t('more')}
    </Button>
  );
}
