import {
  ActionIcon,
  AppShell,
  Badge,
  Box,
  Burger,
  Group,
  Menu,
  Text,
  Tooltip,
  UnstyledButton,
  useComputedColorScheme,
  useMantineColorScheme,
  type BadgeProps,
} from '@mantine/core';
import { useDisclosure, useHotkeys } from '@mantine/hooks';
import { IconBell, IconLanguage, IconMoonStars, IconSearch, IconSun, IconUser } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client';
import { languages, speak, type Language } from '../i18n/languages';
import { useNewNotices } from '../notices/use-new-notices';
import { AppActionIcon, AppAnchor, AppNavLink } from '../ui/links';
import { placesFor, type Place } from './places';
import { useMe } from './session';
import { useShortcuts, useShortcutsSwitch, type Shortcut } from './shortcuts';
import { Updates } from './updates';

const Palette = lazy(async () => ({ default: (await import('./palette')).Palette }));

const environment = document.querySelector<HTMLMetaElement>('meta[name="environment"]')?.content ?? '';

/** The frame of every page: where I am, who I am, where I can go. */
export function Shell() {
  const { t } = useTranslation();
  const me = useMe();
  const [opened, { toggle, close }] = useDisclosure();
  const path = useLocation({ select: ({ pathname }) => pathname });
  const navigate = useNavigate();
  const places = placesFor(me);
  const [asked, setAsked] = useState(0);
  const openPalette = (): void => setAsked((times) => times + 1);
  const goes = (to: string): readonly Place[] => places.filter((place) => place.to === to);
  useShortcuts([
    ...[...goes('/inbox'), ...goes('/map'), ...goes('/audit')].map(({ to }): Shortcut => [`g ${to[1]}`, () => void navigate({ to })]),
    ...goes('/reports/new').map(({ to }): Shortcut => ['n', () => void navigate({ to })]),
    ...(me === null ? [] : ([['/', openPalette]] as const)),
  ]);
  useHotkeys(me === null ? [] : [['mod+K', openPalette]]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 230, breakpoint: 'sm', collapsed: { mobile: !opened, desktop: me === null } }}
      padding="md"
    >
      <a className="skip" href="#content">
        {t('skip')}
      </a>
      <AppShell.Header px={{ base: 6, sm: 'sm' }}>
        <Group h="100%" justify="space-between" wrap="nowrap" gap={4}>
          <Group gap={8} wrap="nowrap">
            {me !== null && (
              <Burger opened={opened} onClick={toggle} hiddenFrom="sm" size="sm" aria-label={t('menu')} aria-expanded={opened} />
            )}
            <AppAnchor to="/" fw={700} c="inherit" underline="never">
              Tregua
            </AppAnchor>
            <Environment visibleFrom="sm" />
          </Group>
          <Group gap={4} wrap="nowrap">
            {me !== null && (
              <Tooltip label={t('search')}>
                <ActionIcon variant="subtle" size="lg" onClick={openPalette} aria-label={t('search')}>
                  <IconSearch size={20} aria-hidden />
                </ActionIcon>
              </Tooltip>
            )}
            {me !== null && <Bell />}
            <LanguageMenu />
            <Theme />
            {me === null ? null : <Account />}
          </Group>
        </Group>
      </AppShell.Header>
      {me !== null && (
        <AppShell.Navbar p="xs" aria-label={t('menu')}>
          {places.map(({ to, label, Icon }) => (
            <AppNavLink
              key={to}
              to={to}
              label={t(label)}
              leftSection={<Icon size={18} aria-hidden />}
              active={path.startsWith(to)}
              aria-current={path.startsWith(to) ? 'page' : undefined}
              onClick={close}
            />
          ))}
        </AppShell.Navbar>
      )}
      <AppShell.Main id="content" tabIndex={-1}>
        <Box maw={1200} mx="auto">
          {/* The head of the page has no room for it on a telephone. */}
          <Environment hiddenFrom="sm" mb="sm" />
          <Updates />
          <Outlet />
        </Box>
      </AppShell.Main>
      <Suspense>{asked > 0 && <Palette places={places} asked={asked} />}</Suspense>
    </AppShell>
  );
}

/** Says that nothing here is real, where nothing is. */
function Environment(props: BadgeProps) {
  const { t } = useTranslation();
  if (environment !== 'demonstration') return null;
  return (
    <Tooltip label={t('demonstrationMeans')}>
      <Badge {...props} color="yellow.5" variant="filled" tt="none" autoContrast>
        {t('demonstration')}
      </Badge>
    </Tooltip>
  );
}

function Bell() {
  const { t } = useTranslation();
  const count = useNewNotices();
  return (
    <Tooltip label={t('notices.title')}>
      <AppActionIcon to="/notices" variant="subtle" size="lg" aria-label={t('notices.bell', { count })}>
        <IconBell size={20} aria-hidden />
        {count > 0 && (
          <Badge size="xs" px={4} pos="absolute" top={0} right={0} color="red.9" aria-hidden>
            {Math.min(count, 99)}
          </Badge>
        )}
      </AppActionIcon>
    </Tooltip>
  );
}

function LanguageMenu() {
  const { t, i18n } = useTranslation();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" size="lg" aria-label={t('language')}>
          <IconLanguage size={20} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {Object.entries(languages).map(([code, name]) => (
          <Menu.Item key={code} lang={code} fw={i18n.language === code ? 700 : 400} onClick={() => void speak(code as Language)}>
            {name}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Theme() {
  const { t } = useTranslation();
  const { setColorScheme } = useMantineColorScheme();
  // What is seen, also where the device chose it.
  const dark = useComputedColorScheme('light') === 'dark';
  const label = dark ? t('toLight') : t('toDark');
  return (
    <Tooltip label={label}>
      <ActionIcon variant="subtle" size="lg" onClick={() => setColorScheme(dark ? 'light' : 'dark')} aria-label={label}>
        {dark ? <IconSun size={20} aria-hidden /> : <IconMoonStars size={20} aria-hidden />}
      </ActionIcon>
    </Tooltip>
  );
}

function Account() {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [shortcuts, turnShortcuts] = useShortcutsSwitch();
  const signOut = async (): Promise<void> => {
    await api.DELETE('/api/v1/session');
    queries.clear();
    await navigate({ to: '/sign-in' });
  };
  const roles = me?.roles.map((role) => t(`role.${role}`, { defaultValue: role })).join(', ') ?? '';
  return (
    <Menu position="bottom-end" width={260}>
      <Menu.Target>
        <UnstyledButton className="account" aria-label={roles}>
          <IconUser size={20} aria-hidden />
          <Text span size="sm" fw={600} visibleFrom="sm" truncate maw={260}>
            {roles}
          </Text>
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm">{roles}</Text>
          <Text size="xs" className="mono">
            {me?.id}
          </Text>
        </Menu.Label>
        <Menu.Item onClick={turnShortcuts}>{shortcuts ? t('frame.shortcutsOff') : t('frame.shortcutsOn')}</Menu.Item>
        <Menu.Item onClick={() => void signOut()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
