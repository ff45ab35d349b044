import type { Case } from '../case/case.js';
import type { Recorded } from '../engine/types.js';
import { processOf } from '../process/process-of.js';
import { actingBench, entitled, seatsOf, sitting } from '../judgment/standing.js';
import type { Seat } from '../judgment/judgment.js';
import { movesIn } from '../rulebook/recomputation.js';
import { reminderPlans } from './reminders.js';
import type { Addressee, CaseMatter, Matter, ReasonCode, Telling } from './notice.js';

/** Somebody whom an audience names: why, and about which matter they are told. */
export interface Addressed {
  readonly person: Addressee;
  readonly reason: ReasonCode;
  readonly about: Matter;
}

/** What an audience is resolved from: an entry's telling, or a reminder's, which has no entry. */
export type Asked = Pick<Telling, 'matter' | 'caseOfReport' | 'joined' | 'people' | 'servedOn'> & {
  readonly entry?: Recorded;
  /** What a deadline is about: a member, a remedy, a referral. */
  readonly item?: string;
};

type Resolve = (asked: Asked) => readonly Addressed[];

/** Every audience that the process tables name, as people. A name that is not here is refused at start and in a test. */
export const audiences: { readonly [audience: string]: Resolve } = {
  parties: (asked) => agents(asked, asked.matter.process === 'report' ? partiesOfCase(asked) : asked.servedOn),
  'parties served': (asked) => agents(asked, asked.servedOn),
  'parties by deposit': (asked) => agents(asked, asked.servedOn),
  'other party': (asked) =>
    agents(
      asked,
      asked.servedOn.filter((party) => party !== asked.entry?.actor.party),
    ),
  'party in question': (asked) => agents(asked, [addresseeOfRemedy(asked)]),
  'parties in the case': (asked) => agents(asked, partiesOfCase(asked)),
  'parties to answer': (asked) => agents(asked, partiesWithoutReply(asked)),
  cell: byRole('coordination_cell', 'coordinationCell'),
  auditor: byRole('auditor', 'auditor'),
  registrar: byRole('registrar', 'registry'),
  'vice-chair': byRole('vice_chair', 'viceChair'),
  'another registrar': (asked) => {
    const refusedBy = asked.matter.process === 'report' ? asked.matter.subject.refusals.at(-1)?.by : undefined;
    return byRole('registrar', 'anotherRegistrar')(asked).filter(({ person }) => person.id !== refusedBy);
  },
  chair: inTheChair,
  'duty rapporteur': (asked) => {
    const assigned = caseOf(asked)?.subject.staff.rapporteur ?? null;
    return byRole('rapporteur', 'rapporteur')(asked).filter(({ person }) => assigned === null || person.id === assigned);
  },
  'chief investigator': (asked) => {
    const assigned = caseOf(asked)?.subject.staff.chiefInvestigator ?? null;
    return byRole('investigator', 'staffOfCase')(asked).filter(({ person }) => assigned === null || person.id === assigned);
  },
  'publication officer': byRole('publication_officer', 'staffOfCase'),
  case: (asked) => {
    const { rapporteur, chiefInvestigator } = caseOf(asked)?.subject.staff ?? {};
    return named(asked, [rapporteur, chiefInvestigator], 'staffOfCase');
  },
  bench: (asked) => seated(asked, ({ subject }) => seatsOf(subject.judgment, actingBench(subject)), 'seatedOnBench'),
  // Named by no table: whoever may sign a motion that was made and is still open.
  signers: (asked) => seated(asked, ({ subject }) => signersOf(asked, subject), 'motionAwaitsYou'),
  members: (asked) => seated(asked, ({ subject }) => panelOrBench(subject), 'seatedOnPanel'),
  'members drawn': (asked) => seated(asked, ({ subject }) => subject.judgment.panel.seats, 'drawnForPanel'),
  'review members': (asked) => seated(asked, ({ subject }) => subject.judgment.reviewBench?.seats ?? [], 'seatedOnReview'),
  member: (asked) => named(asked, [memberIn(asked)], 'memberConcerned'),
  alternate: (asked) =>
    seated(asked, ({ subject }) => everySeat(subject).filter(({ seatedAt }) => seatedAt === asked.entry?.at), 'movedUp'),
  plenary: (asked) =>
    asked.people.filter(({ roles }) => roles.some((role) => SITS.includes(role))).map(to(aboutCase(asked), 'memberOfCommission')),
  author: (asked) => (asked.matter.process === 'report' ? named(asked, [asked.matter.subject.author], 'author', asked.matter) : []),
  'team lead': (asked) => {
    if (asked.matter.process !== 'report') return [];
    const { team, author } = asked.matter.subject;
    const leads = asked.people.filter((person) => person.roles.includes('team_lead') && (team === null || person.team === team));
    return leads.filter(({ id }) => id !== author).map(to(asked.matter, 'teamLead'));
  },
  authors: (asked) => authorsOf(asked, caseOf(asked), 'author'),
  'authors of the case': (asked) => authorsOf(asked, caseOf(asked), 'author'),
  joined: (asked) => asked.joined.flatMap((child) => authorsOf(asked, child, 'authorInJoinedCase')),
  monitors: (asked) => {
    const matter = caseOf(asked);
    if (matter === null) return [];
    const standing = matter.subject.reports.filter(({ retractedAt }) => retractedAt === null);
    const isMonitor = ({ id, roles, team }: Addressee): boolean =>
      (roles.includes('monitor') && standing.some(({ author }) => author === id)) ||
      (roles.includes('team_lead') && team !== null && standing.some((report) => report.team === team));
    return asked.people.filter(isMonitor).map(to(matter, 'monitorOfCase'));
  },
  addressee: (asked) => {
    const states = statesAddressed(asked);
    const officers = asked.people.filter(({ roles, state }) => roles.includes('state_officer') && state !== null && states.includes(state));
    return officers.map(to(aboutCase(asked), 'addresseeState'));
  },
  'those whose term moves': (asked) => recomputedFor(asked),
  public: byRole('public', 'publicTold'),
  'public operative part': byRole('public', 'publicTold'),
};

const SITS: readonly string[] = ['member', 'chair', 'vice_chair'];

function to(about: Matter, reason: ReasonCode): (person: Addressee) => Addressed {
  return (person) => ({ person, reason, about });
}

function byRole(role: Addressee['roles'][number], reason: ReasonCode): Resolve {
  return (asked) => asked.people.filter(({ roles }) => roles.includes(role)).map(to(asked.matter, reason));
}

function named(
  asked: Asked,
  ids: readonly (string | null | undefined)[],
  reason: ReasonCode,
  about = aboutCase(asked),
): readonly Addressed[] {
  return asked.people.filter(({ id }) => ids.includes(id)).map(to(about, reason));
}

/** The case that is meant: the subject itself, or the one that the report belongs to. */
function caseOf({ matter, caseOfReport }: Asked): CaseMatter | null {
  return matter.process === 'case' ? matter : caseOfReport;
}

function aboutCase(asked: Asked): Matter {
  return caseOf(asked) ?? asked.matter;
}

function agents(asked: Asked, parties: readonly (string | undefined)[]): readonly Addressed[] {
  const served = asked.matter.process === 'case' && asked.entry !== undefined;
  const speakers = asked.people.filter(({ roles, party }) => roles.includes('party_agent') && party !== null && parties.includes(party));
  return speakers.map(to(aboutCase(asked), served ? 'partyServed' : 'partyTold'));
}

function partiesOfCase(asked: Asked): readonly string[] {
  return caseOf(asked)?.subject.parties ?? [];
}

function partiesWithoutReply(asked: Asked): readonly string[] {
  const subject = caseOf(asked)?.subject;
  return (subject?.parties ?? []).filter((party) => !subject?.replies.some((reply) => reply.party === party));
}

function addresseeOfRemedy(asked: Asked): string | undefined {
  return caseOf(asked)?.subject.judgment.remedies.find(({ id }) => id === asked.item)?.addressee;
}

function seated(asked: Asked, seats: (matter: CaseMatter) => readonly Seat[], reason: ReasonCode): readonly Addressed[] {
  const matter = caseOf(asked);
  return matter === null
    ? []
    : named(
        asked,
        sitting(seats(matter)).map(({ member }) => member),
        reason,
        matter,
      );
}

/** The bench that the row of the proposed command names, as the door counts its signatures. */
function signersOf({ entry }: Asked, subject: Case): readonly Seat[] {
  const command = entry?.data.payload['command'];
  const { by = [] } = processOf('case').rows[typeof command === 'string' ? command : ''] ?? {};
  const bench = by.includes('review bench') ? 'review' : actingBench(subject);
  const seats = seatsOf(subject.judgment, bench);
  return bench === 'review' ? entitled(seats) : seats;
}

/** The panel where one was drawn; before that the duty bench; in a review those who review. */
function panelOrBench(subject: Case): readonly Seat[] {
  if (subject.state === 'REVIEW') return seatsOf(subject.judgment, 'review');
  return subject.judgment.panel.seats.length > 0 ? subject.judgment.panel.seats : subject.judgment.dutyBench;
}

function everySeat({ judgment }: Case): readonly Seat[] {
  return [...judgment.dutyBench, ...judgment.panel.seats, ...(judgment.reviewBench?.seats ?? [])];
}

/** Whom an entry, or a deadline, is about: its item is a member, or a challenge that names one. */
function memberIn(asked: Asked): string | undefined {
  const payload = asked.entry?.data.payload ?? {};
  const item = payload['member'] ?? payload['about'] ?? asked.item;
  if (typeof item !== 'string') return undefined;
  return caseOf(asked)?.subject.judgment.challenges.find(({ id }) => id === item)?.member ?? item;
}

/**
 * The chair; the vice-chair where the chair stands aside, is challenged, absent or vacant, and once the chair's own time to rule alone is over.
 * The same as who may act (judgment/holds.ts), as far as it can be told without the bars of the roster.
 */
function inTheChair(asked: Asked): readonly Addressed[] {
  const judgment = caseOf(asked)?.subject.judgment;
  const challenged = judgment?.challenges.filter(({ status }) => status === 'pending').map(({ member }) => member) ?? [];
  const holds = (role: 'chair' | 'vice_chair'): readonly Addressee[] =>
    asked.people.filter(({ id, roles, available, recused }) => roles.includes(role) && available && !recused && !challenged.includes(id));
  const isVice = caseOf(asked)?.subject.state === 'CHAIR_RULING' && judgment?.chairRulingPassed === true;
  const chairs = isVice ? [] : holds('chair');
  return (chairs.length > 0 ? chairs : holds('vice_chair')).map(to(aboutCase(asked), 'inTheChair'));
}

function authorsOf(asked: Asked, matter: CaseMatter | null, reason: ReasonCode): readonly Addressed[] {
  if (matter === null) return [];
  const authors = matter.subject.reports.filter(({ retractedAt }) => retractedAt === null).map(({ author }) => author);
  return named(asked, authors, reason, matter);
}

/** Whose step each deadline is that a corrected calendar has moved. */
function recomputedFor(asked: Asked): readonly Addressed[] {
  return movesIn(asked.entry?.data.outcome ?? {}).flatMap(({ key }) => {
    const [kind = '', item] = key.split(':');
    const whose = audiences[reminderPlans[kind]?.remind ?? ''];
    const { entry: _, ...of } = asked;
    return (whose?.({ ...of, ...(item === undefined ? {} : { item }) }) ?? []).map((one) => ({ ...one, reason: 'termWasMoved' as const }));
  });
}

/** The states of this referral; without one at hand, of every referral of the case. */
function statesAddressed(asked: Asked): readonly string[] {
  const { payload } = asked.entry?.data ?? {};
  const states = payload?.['states'];
  const of = Array.isArray(states) ? (states as readonly string[]) : [];
  const addressee = payload?.['addressee'];
  if (asked.entry !== undefined) return typeof addressee === 'string' ? [...of, addressee] : of;
  return caseOf(asked)?.addressedStates ?? [];
}
