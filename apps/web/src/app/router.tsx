import { createRootRoute, createRoute, createRouter, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { InboxPage } from '../inbox/inbox-page';
import { readStep } from '../field/field-search';
import { readInboxSearch } from '../inbox/inbox-search';
import { SignInPage } from '../sign-in/sign-in-page';
import { readAdminSearch } from '../admin/admin-search';
import { readAuditSearch } from '../audit/audit-search';
import { readExportSearch } from '../exports/export-search';
import { readMapSearch } from '../map/map-search';
import { readBesideSearch, readOutsideSearch, readSeveralSearch } from '../desks/desk-search';
import { allWords } from '../i18n/languages';
import { NotFound, Oops } from './lost';
import { queries } from './queries';
import { meQuery } from './session';
import { Shell } from './shell';

/** A screen that is loaded when it is first asked for, with the words that only such screens say. */
const screen = <Module extends Record<string, unknown>, Name extends keyof Module & string>(load: () => Promise<Module>, name: Name) =>
  lazyRouteComponent(async () => (await Promise.all([load(), allWords()]))[0], name);

const root = createRootRoute({ component: Shell, notFoundComponent: NotFound, errorComponent: Oops });

/** Pages for which somebody must be signed in; where nobody is, signing in comes first and leads back. */
const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  beforeLoad: async ({ location }) => {
    // Without a line nobody can be asked who is signed in: what works then is in the field.
    if (!navigator.onLine && queries.getQueryData(meQuery.queryKey) === undefined) redirect({ to: '/field', throw: true });
    if ((await queries.ensureQueryData(meQuery)) === null) redirect({ to: '/sign-in', search: { from: location.href }, throw: true });
  },
});

const home = createRoute({ getParentRoute: () => root, path: '/', beforeLoad: () => redirect({ to: '/inbox', throw: true }) });
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: SignInPage,
  validateSearch: ({ from }: Record<string, unknown>): { from?: string } =>
    typeof from === 'string' && /^\/(?!\/)/.test(from) ? { from } : {},
});
const inbox = createRoute({ getParentRoute: () => inside, path: '/inbox', component: InboxPage, validateSearch: readInboxSearch });
const caseFile = createRoute({
  getParentRoute: () => inside,
  path: '/cases/$id',
  component: screen(() => import('../cases/case-page'), 'CasePage'),
  validateSearch: ({ tab }: Record<string, unknown>): { tab?: string } => (typeof tab === 'string' ? { tab } : {}),
});
const caseAct = createRoute({
  getParentRoute: () => inside,
  path: '/cases/$id/act/$command',
  component: screen(() => import('../acts/act-page'), 'CaseActPage'),
});
const reports = createRoute({
  getParentRoute: () => inside,
  path: '/reports',
  component: screen(() => import('../reports/reports-page'), 'ReportsPage'),
});
const newReport = createRoute({
  getParentRoute: () => inside,
  path: '/reports/new',
  component: screen(() => import('../reports/new-report-page'), 'NewReportPage'),
});
const report = createRoute({
  getParentRoute: () => inside,
  path: '/reports/$id',
  component: screen(() => import('../reports/report-page'), 'ReportPage'),
});
const reportAct = createRoute({
  getParentRoute: () => inside,
  path: '/reports/$id/act/$command',
  component: screen(() => import('../acts/act-page'), 'ReportActPage'),
});
const rulings = createRoute({
  getParentRoute: () => inside,
  path: '/rulings',
  component: screen(() => import('../rulings/rulings-page'), 'RulingsPage'),
});
const notices = createRoute({
  getParentRoute: () => inside,
  path: '/notices',
  component: screen(() => import('../notices/notices-page'), 'NoticesPage'),
});
const process = createRoute({
  getParentRoute: () => inside,
  path: '/process',
  component: screen(() => import('../process/process-page'), 'ProcessPage'),
});

const field = createRoute({
  getParentRoute: () => root,
  path: '/field',
  component: screen(() => import('../field/field-page'), 'FieldPage'),
});
const fieldDraft = createRoute({
  getParentRoute: () => root,
  path: '/field/drafts/$id',
  component: screen(() => import('../field/wizard-page'), 'WizardPage'),
  validateSearch: readStep,
});
const fieldReceipt = createRoute({
  getParentRoute: () => root,
  path: '/field/receipts/$id',
  component: screen(() => import('../field/receipt-page'), 'ReceiptPage'),
});
const audit = createRoute({
  getParentRoute: () => inside,
  path: '/audit',
  component: screen(() => import('../audit/audit-page'), 'AuditPage'),
  validateSearch: readAuditSearch,
});
const exports = createRoute({
  getParentRoute: () => inside,
  path: '/exports',
  component: screen(() => import('../exports/exports-page'), 'ExportsPage'),
});
const newExport = createRoute({
  getParentRoute: () => inside,
  path: '/exports/new',
  component: screen(() => import('../exports/new-export-page'), 'NewExportPage'),
  validateSearch: readExportSearch,
});
const oneExport = createRoute({
  getParentRoute: () => inside,
  path: '/exports/$id',
  component: screen(() => import('../exports/export-page'), 'ExportPage'),
});

const map = createRoute({
  getParentRoute: () => inside,
  path: '/map',
  component: screen(() => import('../map/map-page'), 'MapPage'),
  validateSearch: readMapSearch,
});

const admin = createRoute({
  getParentRoute: () => inside,
  path: '/admin',
  component: screen(() => import('../admin/admin-page'), 'AdminPage'),
  validateSearch: readAdminSearch,
});

const outside = createRoute({
  getParentRoute: () => inside,
  path: '/outside',
  component: screen(() => import('../desks/outside-page'), 'OutsidePage'),
  validateSearch: readOutsideSearch,
});
const beside = createRoute({
  getParentRoute: () => inside,
  path: '/beside',
  component: screen(() => import('../desks/beside-page'), 'BesidePage'),
  validateSearch: readBesideSearch,
});
const several = createRoute({
  getParentRoute: () => inside,
  path: '/several',
  component: screen(() => import('../desks/several-page'), 'SeveralPage'),
  validateSearch: readSeveralSearch,
});
const assign = createRoute({
  getParentRoute: () => inside,
  path: '/assign',
  component: screen(() => import('../office/assign-page'), 'AssignPage'),
  validateSearch: readSeveralSearch,
});

const tree = root.addChildren([
  home,
  signIn,
  field,
  fieldDraft,
  fieldReceipt,
  inside.addChildren([
    inbox,
    caseFile,
    caseAct,
    reports,
    newReport,
    report,
    reportAct,
    rulings,
    notices,
    process,
    audit,
    exports,
    newExport,
    oneExport,
    map,
    admin,
    outside,
    beside,
    several,
    assign,
  ]),
]);

export const router = createRouter({ routeTree: tree, defaultPreload: 'intent', scrollRestoration: true });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
