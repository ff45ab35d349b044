import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Webhooks: which hosts may be called at all, who is called, under which sealed secret, and what came of each call. The messages themselves are
 * rows of the notices: nothing of them is kept here but their key.
 */
export class Webhooks1767700800600 implements MigrationInterface {
  readonly name = 'Webhooks1767700800600';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(HOSTS_AND_WEBHOOKS);
    await runner.query(DELIVERIES);
    await runner.query(GRANTS);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table tregua.webhook_deliveries, tregua.webhooks, tregua.webhook_hosts');
  }
}

const HOSTS_AND_WEBHOOKS = `
-- A name alone means port 443; another port is allowed by name and port.
create table tregua.webhook_hosts (
  host text primary key check (length(host) <= 260 and host ~ '^(\\[[0-9a-f:.]+\\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?$'),
  allowed_at timestamptz not null
);

create table tregua.webhooks (
  id uuid primary key,
  label text not null check (length(label) between 1 and 100),
  url text not null check (length(url) <= 2000 and url ~ '^https?://[^\\s@?#]+$'),
  host text not null,
  -- As in the rows of the process: cell, parties, public, ...
  audiences text[] not null check (cardinality(audiences) between 1 and 20),
  -- Whose webhook it is, where a party's: then it hears what that party hears.
  party text,
  status text not null default 'active' check (status in ('active', 'disabled')),
  disabled_because text check (disabled_because in ('byAdministrator', 'tooManyFailures', 'gone')),
  failures integer not null default 0 check (failures >= 0),
  failing_since timestamptz,
  -- AES-256-GCM; stream webhook/<id>, the version and /secret are its associated data.
  secret_version integer not null default 1 check (secret_version > 0),
  key_id text not null,
  nonce bytea not null check (length(nonce) = 12),
  ciphertext bytea not null check (length(ciphertext) > 16),
  -- The secret before, under which messages are signed as well until it ends.
  previous_key_id text,
  previous_nonce bytea,
  previous_ciphertext bytea,
  previous_until timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  constraint disabled_has_its_reason check ((status = 'disabled') = (disabled_because is not null)),
  constraint failing_since_the_first_failure check ((failures > 0) = (failing_since is not null)),
  constraint previous_secret_is_whole check (num_nulls(previous_key_id, previous_nonce, previous_ciphertext, previous_until) in (0, 4))
);
`;

const DELIVERIES = `
-- What came of each attempt. No body and no answer: codes only.
create table tregua.webhook_deliveries (
  id uuid primary key,
  webhook_id uuid not null references tregua.webhooks (id),
  notice_id uuid not null,
  message_id text not null check (length(message_id) <= 100),
  kind text not null,
  attempt integer not null check (attempt > 0),
  at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'failed')),
  http_status integer check (http_status between 100 and 999),
  error text check (error ~ '^[A-Za-z][A-Za-z0-9]{0,63}$'),
  took_ms integer not null check (took_ms >= 0),
  constraint failed_has_its_error check ((outcome = 'failed') = (error is not null))
);
create index webhook_deliveries_newest_first on tregua.webhook_deliveries (webhook_id, at desc, id desc);
create index webhook_deliveries_by_time on tregua.webhook_deliveries (at);
`;

const GRANTS = `
grant select, insert, update on tregua.webhooks to tregua_app;
grant select, insert, delete on tregua.webhook_hosts, tregua.webhook_deliveries to tregua_app;
`;
