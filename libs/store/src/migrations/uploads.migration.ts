import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Files that come in pieces: what was declared, how far it came, and the digest of every piece. */
export class Uploads1767701040100 implements MigrationInterface {
  readonly name = 'Uploads1767701040100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(UPLOADS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.upload_parts, tregua.uploads');
  }
}

const UPLOADS = `
create table tregua.uploads (
  -- Also the id of the evidence that it becomes: so it becomes evidence once.
  id uuid primary key,
  owner text not null,
  case_id uuid references tregua.cases (id),
  report_id uuid references tregua.reports (id),
  kind text not null check (kind ~ '^[A-Za-z0-9_-]{1,40}$'),
  media_type text not null check (length(media_type) <= 120),
  -- Of the bytes that are sent, as declared before the first of them.
  size bigint not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  received bigint not null default 0,
  -- The file's name, and the key of a file that the device had sealed: AES-256-GCM; upload/<id>, 0 and /about are its associated data. Gone at the end.
  about_key_id text,
  about_nonce bytea check (length(about_nonce) = 12),
  about_ciphertext bytea check (length(about_ciphertext) > 16),
  evidence_id uuid references tregua.evidence (id),
  created_at timestamptz not null,
  expires_at timestamptz not null,
  constraint upload_belongs_somewhere check (num_nonnulls(case_id, report_id) = 1),
  constraint upload_is_within_its_size check (received between 0 and size),
  constraint upload_about_is_whole check (num_nulls(about_key_id, about_nonce, about_ciphertext) in (0, 3))
);
create index uploads_of_owner on tregua.uploads (owner, sha256);
create index uploads_to_forget on tregua.uploads (expires_at);
create table tregua.upload_parts (
  upload_id uuid not null references tregua.uploads (id) on delete cascade,
  start bigint not null check (start >= 0),
  size integer not null check (size > 0),
  sha256 bytea not null check (length(sha256) = 32),
  -- Its name in the spool folder.
  file text not null unique check (file ~ '^[0-9a-f]{32}$'),
  primary key (upload_id, start)
);
grant select, insert, update, delete on tregua.uploads, tregua.upload_parts to tregua_app;
`;
