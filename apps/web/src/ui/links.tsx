import {
  ActionIcon,
  Anchor,
  Button,
  NavLink,
  type ActionIconProps,
  type AnchorProps,
  type ButtonProps,
  type NavLinkProps,
} from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { ComponentPropsWithRef } from 'react';

/** What an <a> takes besides what Mantine's part takes. */
type Linked<P> = P & Omit<ComponentPropsWithRef<'a'>, keyof P>;

/** Mantine's parts as links of the router: real <a> elements with typed addresses, and no reload. */
export const AppAnchor = createLink((props: Linked<AnchorProps>) => <Anchor {...props} />);
export const AppButton = createLink((props: Linked<ButtonProps>) => <Button component="a" {...props} />);
export const AppNavLink = createLink((props: Linked<NavLinkProps>) => <NavLink {...props} />);
export const AppActionIcon = createLink((props: Linked<ActionIconProps>) => <ActionIcon component="a" {...props} />);
