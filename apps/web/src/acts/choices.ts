import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, taken } from '../api/client';
import { useActSubject, type ActSubject } from './act-context';
import { seatsOf } from './case-matter';
import { useRulebookList, type Choice } from './rulebook-lists';

/** From where the choices of a field come that the API's document gives as a bare id or key. */
type Source =
  | 'violations'
  | 'parties'
  | 'members'
  | 'alternates'
  | 'evidence'
  | 'reports'
  | 'cases'
  | 'children'
  | 'challenges'
  | 'remedies'
  | 'referrals'
  | 'questions';

const BY_NAME: Readonly<Record<string, Source>> = {
  violation: 'violations',
  party: 'parties',
  parties: 'parties',
  accused: 'parties',
  addressee: 'parties',
  respondent: 'parties',
  signedBy: 'parties',
  member: 'members',
  consulted: 'members',
  relies: 'evidence',
  contrary: 'evidence',
  disclosed: 'evidence',
  evidence: 'evidence',
  report: 'reports',
  confirmation: 'reports',
  otherReports: 'reports',
  lead: 'cases',
  case: 'cases',
  derivedFrom: 'cases',
  child: 'children',
  remedy: 'remedies',
  remedies: 'remedies',
  drops: 'remedies',
  question: 'questions',
};

/** What `about` is about, by the command. */
const ABOUT: Readonly<Record<string, Source>> = {
  UpholdChallenge: 'challenges',
  DismissChallenge: 'challenges',
  RecordOutsideDecision: 'referrals',
  DeclareInterests: 'members',
};
const ALTERNATES = ['SeatAlternate', 'SeatMember'];

/** Keys that are codes of the rulebook, though a bare key by their schema: a rulebook may know more of them than it lists. */
const LISTS: Readonly<Record<string, readonly string[]>> = {
  bases: ['bases', 'circumstances'],
  indicators: ['indicators'],
  standard: ['standards'],
  code: ['referrals'],
};

function sourceOf(name: string, { command, kind }: ActSubject): Source | undefined {
  if (name === 'about') return ABOUT[command] ?? 'remedies';
  if (name === 'member' && ALTERNATES.includes(command)) return 'alternates';
  // The document of a report knows no parties: it names them before any case does.
  return kind === 'reports' && BY_NAME[name] === 'parties' ? undefined : BY_NAME[name];
}

/** Choices of a field, or undefined where there is nothing to choose from and the value is written. */
export function useChoices(name: string): readonly Choice[] | undefined {
  const subject = useActSubject();
  const source = subject === undefined ? undefined : sourceOf(name, subject);
  const [first, second] = LISTS[name] ?? [];
  const listed = [...useRulebookList(first), ...useRulebookList(second)];
  const evidence = useEvidence(subject, source === 'evidence');
  const found = useFound(source);
  const own = [...useOwn(subject, source), ...usePublished(subject, source)];
  if (first !== undefined && (name !== 'code' || subject?.command === 'FileReferral')) return listed;
  const choices = source === 'evidence' ? [...evidence, ...own] : source === 'reports' || source === 'cases' ? [...own, ...found] : own;
  const unique = choices.filter(({ value }, index) => choices.findIndex((choice) => choice.value === value) === index);
  return unique.length === 0 ? undefined : unique;
}

interface Operative {
  readonly remedies?: readonly { readonly id: string; readonly code: string; readonly addressee: string }[];
}

/** What a published ruling orders: all that somebody knows of a remedy who does not read the case, such as a party's agent. */
function usePublished(subject: ActSubject | undefined, source: Source | undefined): readonly Choice[] {
  const remedies = useRulebookList('remedies');
  const caseReference = subject?.reference ?? '';
  const wanted = subject !== undefined && subject.matter === undefined && source === 'remedies';
  const { data } = useQuery({
    queryKey: ['rulings', caseReference],
    queryFn: () => taken(api.GET('/api/v1/rulings/{caseReference}', { params: { path: { caseReference } } })),
    enabled: wanted,
    retry: false,
  });
  // What is in the cache for another field of the form is no choice of this one.
  if (!wanted) return [];
  return (data ?? []).flatMap(({ operative }) =>
    ((operative as Operative).remedies ?? []).map(({ id, code, addressee }) => ({
      value: id,
      label: `${id}: ${labelOf(remedies, code)}, ${partyLabel(addressee)}`,
    })),
  );
}

/** What the case itself holds. */
function useOwn(subject: ActSubject | undefined, source: Source | undefined): readonly Choice[] {
  const { t } = useTranslation();
  const violations = useRulebookList('violations');
  const remedies = useRulebookList('remedies');
  const matter = subject?.matter;
  if (matter === undefined || source === undefined) return [];
  const { judgment } = matter;
  const shortly = (id: string): string => id.slice(-6);
  switch (source) {
    case 'violations':
      return (matter.violations ?? []).map(({ key, code, verified }) => ({
        value: key,
        label: `${key}: ${labelOf(violations, code)} (${t(verified ? 'desk.verified' : 'desk.unverified')})`,
      }));
    case 'parties':
      return (matter.parties ?? []).map((party) => ({ value: party, label: partyLabel(party) }));
    case 'members':
      return seatsOf(judgment).map(({ member, constituency }) => ({ value: member, label: `${constituency} …${shortly(member)}` }));
    case 'alternates':
      return (judgment?.panel?.alternates ?? []).map(({ member, constituency }) => ({
        value: member,
        label: `${constituency} …${shortly(member)}`,
      }));
    case 'evidence':
    case 'reports':
      return (matter.reports ?? []).map(({ id, codes }) => ({
        value: id,
        label: `${t('report.title')} …${shortly(id)} (${(codes ?? []).join(', ')})`,
      }));
    case 'children':
      return (matter.joining?.children ?? []).map(({ id }) => ({ value: id, label: `…${shortly(id)}` }));
    case 'challenges':
      return (judgment?.challenges ?? [])
        .filter(({ status }) => status === 'pending')
        .map(({ id, member, ground }) => ({ value: id, label: `${id}: …${shortly(member)}, ${ground}` }));
    case 'remedies':
      return (judgment?.remedies ?? []).map(({ id, code, addressee, status }) => ({
        value: id,
        label: `${id}: ${labelOf(remedies, code)}, ${partyLabel(addressee)} (${t(`desk.remedyStatus.${status}`, { defaultValue: status })})`,
      }));
    case 'referrals':
      return (judgment?.referrals ?? []).map(({ id, code, addressee }) => ({ value: id, label: `${id}: ${code}, ${addressee}` }));
    case 'questions':
      return (judgment?.draft?.questions ?? []).map(({ key }) => ({ value: key, label: key }));
    case 'cases':
      return [];
  }
}

export const partyLabel = (party: string): string => party.toUpperCase();
const labelOf = (choices: readonly Choice[], value: string): string => choices.find((choice) => choice.value === value)?.label ?? value;

export interface EvidenceItem {
  readonly id: string;
  readonly kind: string;
  readonly sha256: string;
}

export const evidenceQuery = (kind: 'cases' | 'reports', id: string) => ({
  queryKey: ['evidence', kind, id],
  queryFn: () =>
    kind === 'cases'
      ? taken(api.GET('/api/v1/cases/{id}/evidence', { params: { path: { id }, query: { limit: 100 } } }))
      : taken(api.GET('/api/v1/reports/{id}/evidence', { params: { path: { id }, query: { limit: 100 } } })),
});

function useEvidence(subject: ActSubject | undefined, wanted: boolean): readonly Choice[] {
  const { data } = useQuery({ ...evidenceQuery(subject?.kind ?? 'cases', subject?.id ?? ''), enabled: wanted && subject !== undefined });
  if (!wanted) return [];
  return (data?.items ?? []).map(({ id, kind, sha256 }) => ({ value: id, label: `${kind} ${sha256.slice(0, 10)}… (${id.slice(-6)})` }));
}

/** Reports or cases that I may see, the newest first, by their references. */
function useFound(source: Source | undefined): readonly Choice[] {
  const { t } = useTranslation();
  const { data } = useQuery({
    queryKey: ['found', source],
    queryFn: async () =>
      source === 'cases'
        ? (await taken(api.GET('/api/v1/cases', { params: { query: { limit: 100, ended: 'false' } } }))).items
        : (await taken(api.GET('/api/v1/reports', { params: { query: { limit: 100 } } }))).items,
    enabled: source === 'cases' || source === 'reports',
  });
  if (source !== 'cases' && source !== 'reports') return [];
  return (data ?? []).map(({ id, reference, state }) => ({
    value: id,
    label: `${reference} (${t(`state.${state}`, { defaultValue: state })})`,
  }));
}
