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
import { holds, type Me } from './session';

export interface Place {
  readonly to: string;
  /** Key of the catalogue. */
  readonly label: string;
  readonly Icon: Icon;
}

const FILING = ['monitor', 'team_lead', 'party_agent'];
/** Who reads histories over cases, or takes bundles home. */
const AUDITING = [
  ...['auditor', 'registrar', 'investigator', 'custodian', 'rapporteur', 'member', 'chair', 'vice_chair'],
  ...['legal_adviser', 'publication_officer'],
];

/** Where somebody with these roles has work. What they may do there is the server's to say. */
export function placesFor(me: Me | null): readonly Place[] {
  if (me === null) return [];
  return [
    { to: '/inbox', label: 'inbox.title', Icon: IconInbox },
    ...(holds(me, ...FILING) ? [{ to: '/reports/new', label: 'reports.new', Icon: IconFilePlus }] : []),
    ...(holds(me, ...FILING) ? [{ to: '/field', label: 'field.ui.title', Icon: IconDeviceMobile }] : []),
    { to: '/reports', label: 'reports.title', Icon: IconFiles },
    { to: '/rulings', label: 'rulings.title', Icon: IconGavel },
    ...(holds(me, 'coordination_cell', 'state_officer', 'registrar', 'chair', 'vice_chair')
      ? [{ to: '/outside', label: 'desks.outside', Icon: IconWorldShare }]
      : []),
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
