import type { DataSource } from 'typeorm';
import type { Case } from '@tregua/casework';
import { Binding, ms, read } from './bound-query.js';
import { limitOf, pageOf, placeOf, type Page } from './page.js';
import type { Reader } from './reader.js';
import { caseSight } from './visibility.js';

type Referral = Case['judgment']['referrals'][number];

/** A referral as far as its reader is told of it. `respondent` is absent for a state's officer who does not read the case. */
export interface ReferralRecord extends Pick<Referral, 'id' | 'code' | 'addressee' | 'states' | 'filedAt' | 'dueAt' | 'status'> {
  readonly respondent?: string | null;
  readonly steps: readonly Omit<Referral['steps'][number], 'recordedBy'>[];
}

/** One case and what was referred outside in it. */
export interface ReferringCase {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly readable: boolean;
  readonly referrals: readonly ReferralRecord[];
}

interface Row {
  readonly id: string;
  readonly reference: string;
  readonly state: string;
  readonly ended: boolean;
  readonly sees: boolean;
  readonly order_at: string;
  readonly referrals: readonly Referral[];
}

/**
 * Cases in which something was referred outside, those with the earliest open term first. Whoever reads a case reads all its referrals; a state's officer
 * who may only know of the case is told what was asked of their own state and which steps it took (law.md, Roles: own state's steps only).
 */
export async function listReferrals(
  dataSource: DataSource,
  reader: Reader,
  { cursor, limit: wanted, open }: { readonly cursor?: string; readonly limit?: number; readonly open?: boolean } = {},
): Promise<Page<ReferringCase>> {
  const binding = new Binding();
  const sight = caseSight(reader, binding);
  const limit = limitOf(wanted);
  const after = cursor === undefined ? undefined : placeOf(cursor);
  const officer = reader.roles.includes('state_officer') ? reader.state : undefined;
  const mine = officer === undefined ? 'false' : `(${binding.put(officer, 'text')} = any(c.addressed_states) and ${sight.knows()})`;
  // What a narrowed reader is told must not be ordered or left out by what others were asked.
  const told =
    officer === undefined
      ? 'true'
      : `(${sight.sees} or r->>'addressee' = ${binding.put(officer, 'text')} or r->'states' ? ${binding.put(officer, 'text')})`;
  const where = [`cardinality(c.addressed_states) > 0`, `(${sight.sees} or ${mine})`];
  const order = `coalesce(o.due_at, timestamptz '9999-01-01 00:00:00Z')`;
  if (open !== undefined) where.push(`o.due_at is ${open ? 'not ' : ''}null`);
  if (after !== undefined)
    where.push(`(${order}, c.id) > (${binding.put(new Date(after.at).toISOString(), 'timestamptz')}, ${binding.put(after.id, 'uuid')})`);
  const rows = await read<Row>(
    dataSource,
    `select c.id, c.reference, c.state, c.ended, ${sight.sees} as sees, ${ms(order)} as order_at, c.snapshot->'judgment'->'referrals' as referrals
       from tregua.cases c cross join lateral (
         select to_timestamp(min((r->>'dueAt')::bigint) / 1000.0) as due_at from jsonb_array_elements(c.snapshot->'judgment'->'referrals') r
          where r->>'status' = 'filed' and ${told}) o
      where ${where.join(' and ')} order by ${order}, c.id limit ${binding.put(limit + 1, 'integer')}`,
    binding,
  );
  return pageOf(
    rows,
    limit,
    (row) => ({ at: Number(row.order_at), id: row.id }),
    (row) => referringCase(row, officer),
  );
}

function referringCase({ id, reference, state, ended, sees, referrals }: Row, officer: string | undefined): ReferringCase {
  const told = sees
    ? referrals
    : referrals.filter(({ addressee, states }) => officer !== undefined && (addressee === officer || states.includes(officer)));
  return { id, reference, state, ended, readable: sees, referrals: told.map((one) => (sees ? whole(one) : ownOf(one, officer as string))) };
}

function whole({ id, code, addressee, states, respondent, filedAt, dueAt, status, steps }: Referral): ReferralRecord {
  return { id, code, addressee, states, respondent, filedAt, dueAt, status, steps: steps.map(stepOf) };
}

/** What the officer's own state was asked, and its own steps: how others decided is theirs to tell. */
function ownOf(referral: Referral, officer: string): ReferralRecord {
  const { respondent: _respondent, ...rest } = whole(referral);
  const steps = rest.steps.filter(({ state }) => state === officer);
  const decided = steps.findLast(({ measure }) => measure !== 'pending');
  const status =
    referral.status === 'lapsed' ? 'lapsed' : decided === undefined ? 'filed' : decided.measure === 'taken' ? 'decided' : 'declined';
  return { ...rest, states: rest.states.filter((state) => state === officer), status, steps };
}

function stepOf({ recordedBy: _by, ...step }: Referral['steps'][number]): ReferralRecord['steps'][number] {
  return step;
}
