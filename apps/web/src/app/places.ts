import {
  IconBell,
  IconDeviceMobile,
  IconFileExport,
  IconFileSearch,
  IconFilePlus,
  IconFiles,
  IconGavel,
  IconMap2,
  IconSettings,
  IconInbox,
  IconSitemap,
  IconWorldShare,
  type Icon,
} from '@tabler/icons-react';
import { ANSWERING_OUTSIDE, AUDITING, FILING, IN_THE_FIELD } from '../process/roles-at-work';
import { holds, type Me } from './session';

export interface Place {
  readonly to: string;
  /** Key of the catalogue. */
  readonly label: string;
  readonly Icon: Icon;
}

/** Where somebody with these roles has work. What they may do there is the server's to say. */
export function placesFor(me: Me | null): readonly Place[] {
  if (me === null) return [];
  return [
    { to: '/inbox', label: 'inbox.title', Icon: IconInbox },
    ...(holds(me, ...FILING) ? [{ to: '/reports/new', label: 'reports.new', Icon: IconFilePlus }] : []),
    ...(holds(me, ...IN_THE_FIELD) ? [{ to: '/field', label: 'field.ui.title', Icon: IconDeviceMobile }] : []),
    { to: '/reports', label: 'reports.title', Icon: IconFiles },
    { to: '/rulings', label: 'rulings.title', Icon: IconGavel },
    ...(holds(me, ...ANSWERING_OUTSIDE) ? [{ to: '/outside', label: 'desks.outside', Icon: IconWorldShare }] : []),
    ...(holds(me, 'monitor', 'team_lead', ...AUDITING) ? [{ to: '/map', label: 'map.title', Icon: IconMap2 }] : []),
    { to: '/notices', label: 'notices.title', Icon: IconBell },
    ...(holds(me, ...AUDITING) ? [{ to: '/audit', label: 'audit.title', Icon: IconFileSearch }] : []),
    ...(holds(me, ...AUDITING, 'party_agent', 'coordination_cell')
      ? [{ to: '/exports', label: 'exports.title', Icon: IconFileExport }]
      : []),
    ...(holds(me, 'administrator') ? [{ to: '/admin', label: 'admin.title', Icon: IconSettings }] : []),
    { to: '/process', label: 'process.title', Icon: IconSitemap },
  ];
}
