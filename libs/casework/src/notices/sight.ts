import type { Role } from '../engine/types.js';
import type { Addressee, CaseMatter, Matter, ReportMatter } from './notice.js';

// Who may know of a matter, and who may read it: the store's one predicate, said once more for one person and one matter at hand, since a notice is
// decided before anybody asks. `libs/store/src/writing/notices-sight.db.spec.ts` holds the two together, role by role and level by level.

/** Who reads what is the Commission's: its members and its staff. */
export const commissionRoles: readonly Role[] = [
  'registrar',
  'investigator',
  'custodian',
  'rapporteur',
  'member',
  'chair',
  'vice_chair',
  'legal_adviser',
  'publication_officer',
];
const ORDINARY: readonly string[] = ['PUBLIC', 'PARTIES', 'COMMISSION'];

const holds = ({ roles }: Addressee, ...wanted: readonly Role[]): boolean => roles.some((role) => wanted.includes(role));

/** May know that it exists, and its state. */
export function mayKnow(person: Addressee, matter: Matter): boolean {
  return maySee(person, matter) || (matter.process === 'case' && !person.recused && knowsCase(person, matter));
}

/** May read its content. */
export function maySee(person: Addressee, matter: Matter): boolean {
  if (person.recused) return false;
  return matter.process === 'case' ? seesCase(person, matter) : seesReport(person, matter);
}

function seesCase(person: Addressee, matter: CaseMatter): boolean {
  const asCommission = matter.partiesServed && matter.level === 'COMMISSION' && matter.compartment === null;
  return byLevel(person, matter) || (holds(person, 'coordination_cell') && asCommission);
}

function seesReport(person: Addressee, matter: ReportMatter): boolean {
  const { author, team, party, state } = matter.subject;
  if (author === person.id && !holds(person, 'administrator')) return true;
  if (holds(person, 'team_lead') && person.team !== null && person.team === team) return true;
  if (holds(person, 'party_agent') && person.party !== null && person.party === party) return true;
  return (state !== 'DRAFT' || holds(person, 'auditor')) && byLevel(person, matter);
}

function byLevel(person: Addressee, { level, compartment }: Matter): boolean {
  const opens = compartment === null || person.compartments.includes(compartment);
  if (holds(person, 'auditor') && level !== 'SOURCE_PROTECTED') return true;
  if (holds(person, ...commissionRoles) && opens && (ORDINARY.includes(level) || (level === 'RESTRICTED' && person.granted))) return true;
  if (holds(person, 'coordination_cell') && opens && (level === 'PUBLIC' || level === 'PARTIES')) return true;
  return !holds(person, 'administrator') && level === 'PUBLIC' && compartment === null;
}

function knowsCase(person: Addressee, { level, compartment, subject, addressedStates }: CaseMatter): boolean {
  if (!ORDINARY.includes(level) || compartment !== null) return false;
  if (holds(person, 'coordination_cell')) return true;
  if (holds(person, 'party_agent') && person.party !== null && subject.parties.includes(person.party)) return true;
  if (holds(person, 'state_officer') && person.state !== null && addressedStates.includes(person.state)) return true;
  const reports = subject.reports.filter(({ retractedAt }) => retractedAt === null);
  if (holds(person, 'monitor', 'team_lead') && reports.some(({ author }) => author === person.id)) return true;
  return holds(person, 'team_lead') && person.team !== null && reports.some(({ team }) => team === person.team);
}
