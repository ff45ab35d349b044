import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import type { Place } from './places';

const REFERENCE = /^(TR|RP)-[0-9A-Z]{4}-[0-9A-Z]{4}$/;

/** Goes to a page by its name, or to a case by its reference. It comes when it is first asked for, and opens each time that it is `asked` for. */
export function Palette({ places, asked: times }: { readonly places: readonly Place[]; readonly asked: number }) {
  useEffect(() => spotlight.open(), [times]);
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [query, setQuery] = useState('');
  const [asked] = useDebouncedValue(query.trim().toUpperCase(), 200);
  const isCase = REFERENCE.test(asked) && asked.startsWith('TR-');
  const found = useQuery({
    queryKey: ['case', asked],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}', { params: { path: { id: asked } } })),
    enabled: isCase,
    retry: false,
  });
  const actions: SpotlightActionData[] = [
    ...(found.data === undefined
      ? []
      : [
          {
            id: found.data.id,
            label: found.data.reference,
            onClick: () => void navigate({ to: '/cases/$id', params: { id: found.data.id } }),
          },
        ]),
    ...places.map(({ to, label }) => ({ id: to, label: t(label), onClick: () => void navigate({ to }) })),
  ];
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      filter={(text, known) =>
        known.filter(
          (item) =>
            !('label' in item) ||
            REFERENCE.test(String(item.label)) ||
            String(item.label).toLowerCase().includes(text.trim().toLowerCase()),
        )
      }
      nothingFound={t('nothingFound')}
      shortcut={null}
      searchProps={{ placeholder: t('searchFor'), 'aria-label': t('searchFor') }}
    />
  );
}
