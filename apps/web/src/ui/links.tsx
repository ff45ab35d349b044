import { ActionIcon, Anchor, Button, NavLink } from '@mantine/core';
import { createLink } from '@tanstack/react-router';

/** Mantine's parts as links of the router: typed addresses, and no reload. */
export const AppAnchor = createLink(Anchor<'a'>);
export const AppButton = createLink(Button<'a'>);
export const AppNavLink = createLink(NavLink<'a'>);
export const AppActionIcon = createLink(ActionIcon<'a'>);
