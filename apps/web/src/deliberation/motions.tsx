import { Badge, Button, Card, Group, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken, type Schemas } from '../api/client';
import { useMe } from '../app/session';
import { Matter } from '../matter/matter';
import { ProblemNote } from '../ui/problem-note';
import { Time } from '../ui/time';

const POSITIONS = ['for', 'against', 'abstain'] as const;

/** What members of a bench have proposed: each reads the exact act before signing, and a majority of signatures enters it. */
export function Motions({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['case', id, 'motions'],
    queryFn: () => taken(api.GET('/api/v1/cases/{id}/motions', { params: { path: { id } } })),
  });
  if (data === undefined || data.length === 0) return null;
  return (
    <section>
      <Title order={2} size="h4" mb="xs">
        {t('desk.motions')}
      </Title>
      <Stack>
        {data.map((motion) => (
          <Motion key={motion.id} motion={motion} />
        ))}
      </Stack>
    </section>
  );
}

function Motion({ motion }: { readonly motion: Schemas['MotionView'] }) {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const signatures = motion.signatures as readonly { readonly member?: string; readonly position?: string }[];
  const sign = useMutation({
    mutationFn: (position: (typeof POSITIONS)[number]) =>
      taken(
        api.POST('/api/v1/motions/{id}/signatures', {
          params: { path: { id: motion.id }, header: { 'Idempotency-Key': crypto.randomUUID() } },
          body: { position },
        }),
      ),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['case'] }),
  });
  const mine = signatures.some(({ member }) => member === me?.id);
  const title = t(`commandName.${motion.command}`, { defaultValue: motion.command });
  return (
    <Card withBorder>
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={3} size="h5">
            {title}
          </Title>
          <Badge variant="default" tt="none">
            {t(`desk.motionStatus.${motion.status}`)}
          </Badge>
          <Time at={motion.madeAt} />
        </Group>
        {motion.proposed !== null && (
          <details>
            <summary>{t('desk.exactAct')}</summary>
            <Matter value={motion.proposed} />
          </details>
        )}
        <Text size="sm">
          {signatures.map(({ member = '', position = '' }) => `…${member.slice(-6)}: ${t(`desk.position.${position}`)}`).join(', ')}
        </Text>
        <ProblemNote error={sign.error} />
        {sign.data !== undefined && <Text role="status">{t('desk.signed')}</Text>}
        {motion.status === 'open' && !mine && (
          <Group>
            {POSITIONS.map((position) => (
              <Button
                key={position}
                variant={position === 'for' ? 'filled' : 'default'}
                loading={sign.isPending && sign.variables === position}
                onClick={() => sign.mutate(position)}
                aria-label={`${t(`desk.sign.${position}`)}: ${title}`}
              >
                {t(`desk.sign.${position}`)}
              </Button>
            ))}
          </Group>
        )}
      </Stack>
    </Card>
  );
}
