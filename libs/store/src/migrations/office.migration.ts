import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the office keeps about a case beside the law: who works on it, and which party asked for more time. */
export class Office1767701050100 implements MigrationInterface {
  readonly name = 'Office1767701050100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(OFFICE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.time_requests, tregua.assignments');
  }
}

const OFFICE = `
create table tregua.assignments (
  case_id uuid primary key references tregua.cases (id),
  person uuid not null references tregua.people (id),
  assigned_by text not null,
  assigned_at timestamptz not null
);
create index assignments_of_person on tregua.assignments (person);

-- One for a party and a term.
create table tregua.time_requests (
  case_id uuid not null references tregua.cases (id),
  party text not null check (party ~ '^[a-z0-9-]{1,40}$'),
  -- Of the case when it was asked.
  state text not null check (state ~ '^[A-Z_]{2,40}$'),
  term_ends_at timestamptz not null,
  -- How often the term of this state had been extended then.
  extensions smallint not null check (extensions >= 0),
  asked_by text not null,
  asked_at timestamptz not null,
  -- Its entry in office/<case>, where the reasons lie sealed.
  seq integer not null check (seq > 0),
  primary key (case_id, party, state, term_ends_at)
);
grant select, insert, update, delete on tregua.assignments to tregua_app;
grant select, insert on tregua.time_requests to tregua_app;
`;
