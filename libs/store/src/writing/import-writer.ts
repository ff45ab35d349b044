import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DataSource, EntityManager } from 'typeorm';
import {
  assessSeverity,
  currentRulebookId,
  duplicateSteps,
  growthSteps,
  rulebookOf,
  type Actor,
  type DuplicateCandidate,
  type Incident,
  type Observation,
  type RowResult,
  type Steps,
} from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry } from './append-entry.js';

export interface NewImport {
  readonly dataset: string;
  readonly agreement: string;
  /** Sealed: file names may name people. */
  readonly fileName: string;
  readonly by: Actor;
}

/** How an import is kept. */
export interface ImportManner {
  /** Everything is done, and nothing is written. */
  readonly dry: boolean;
  /** The id that it is to have: kept twice under one id, the second fails. Absent: a new one. */
  readonly id?: string;
  /** Called between steps of less than a second: what it throws ends the import, and nothing of it stays. */
  readonly pause?: (step: 'others' | 'incidents' | 'candidates') => Promise<void>;
  /** The last thing in the transaction: what it throws undoes all. */
  readonly beforeCommit?: (manager: EntityManager) => Promise<void>;
}

export interface ImportedFile {
  /** 64 hex. */
  readonly digest: string;
  readonly bytes: number;
}

export interface ImportCounts {
  readonly rows: number;
  readonly accepted: number;
  readonly inadmissible: number;
  readonly duplicate: number;
  readonly refused: number;
}

export interface ImportKept {
  readonly id: string;
  readonly incidents: number;
  readonly grown: number;
  readonly candidates: number;
}

/** Ends the transaction of an import that brought nothing new, so that it leaves no trace. */
class NothingIsNew extends Error {}

/**
 * Keeps one import whole, in one transaction: results of rows, observations, incidents, candidates, and the entry of its stream. An import that
 * brings no new row writes nothing: the same file twice is the same as once.
 */
export class ImportWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /**
   * Runs `work` with a session that takes rows in batches. Two imports at once wait for each other, since both ask which rows are known.
   *
   * @returns what was kept, or undefined when nothing was new or it was dry.
   */
  async keep(
    about: NewImport,
    { dry, id = newId(), pause, beforeCommit }: ImportManner,
    work: (session: ImportSession) => Promise<ImportedFile>,
  ): Promise<{ readonly kept: ImportKept | undefined; readonly counts: ImportCounts }> {
    let counts: ImportCounts = { rows: 0, accepted: 0, inadmissible: 0, duplicate: 0, refused: 0 };
    let kept: ImportKept | undefined;
    try {
      await this.dataSource.transaction(async (manager) => {
        await alone(manager, pause);
        const session = new ImportSession(manager, id);
        const file = await work(session);
        counts = session.counts;
        if (dry || counts.accepted === 0) throw new NothingIsNew();
        kept = await this.conclude(manager, session, about, { file, pause });
        await beforeCommit?.(manager);
      });
    } catch (error) {
      if (!(error instanceof NothingIsNew)) throw error;
    }
    return { kept, counts };
  }

  private async conclude(
    manager: EntityManager,
    session: ImportSession,
    about: NewImport,
    { file, pause }: { readonly file: ImportedFile; readonly pause: ImportManner['pause'] },
  ): Promise<ImportKept> {
    const { id, counts } = session;
    const { grown, fresh, candidates } = await incidentsOf(manager, session, pause);
    const stream = `import/${id}`;
    const { at } = await appendEntry(manager, this.keyring, {
      stream,
      command: 'ImportFile',
      type: 'FileImported',
      actor: about.by,
      rulebook: currentRulebookId,
      payload: {
        dataset: about.dataset,
        agreement: about.agreement,
        fileName: about.fileName,
        fileDigest: file.digest,
        fileBytes: file.bytes,
        ...counts,
        incidents: fresh.length,
        grown: grown.length,
        candidates: candidates.length,
      },
      sealed: ['fileName'],
    });
    await manager.query(
      `insert into tregua.imports (id, stream, dataset, file_digest, file_bytes, agreement, by_person, imported_at, rows, accepted, inadmissible, duplicate, refused)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
      [
        ...[id, stream, about.dataset, Buffer.from(file.digest, 'hex'), file.bytes, about.agreement, about.by.id, new Date(at)],
        ...[counts.rows, counts.accepted, counts.inadmissible, counts.duplicate, counts.refused],
      ],
    );
    for (const part of partsOf([...grown, ...fresh])) {
      await pause?.('incidents');
      await keepIncidents(manager, id, part);
    }
    await pause?.('candidates');
    await keepCandidates(manager, candidates, at);
    return { id, incidents: fresh.length, grown: grown.length, candidates: candidates.length };
  }
}

/** Waits until no other import is under way. Who gave a pause waits as long as it takes, and may be stopped meanwhile; others as long as for any lock. */
async function alone(manager: EntityManager, pause: ImportManner['pause']): Promise<void> {
  if (pause === undefined) {
    await manager.query(`select pg_advisory_xact_lock(hashtext('tregua import'))`);
    return;
  }
  for (;;) {
    const [lock] = await manager.query<{ mine: boolean }[]>(`select pg_try_advisory_xact_lock(hashtext('tregua import')) as mine`);
    if (lock?.mine === true) return;
    await pause('others');
  }
}

/** One import under way. Rows come in batches, so that a large file is never in memory as a whole; its observations are. */
export class ImportSession {
  private readonly tally = { rows: 0, accepted: 0, inadmissible: 0, duplicate: 0, refused: 0 };
  readonly observations: Observation[] = [];

  constructor(
    private readonly manager: EntityManager,
    readonly id: string,
  ) {}

  get counts(): ImportCounts {
    return { ...this.tally };
  }

  /** Which of these source keys were imported before, or earlier in this file. */
  async known(sourceKeys: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await this.manager.query<{ source_key: string }[]>(
      'select source_key from tregua.observations where source_key = any($1)',
      [sourceKeys],
    );
    return new Set(rows.map(({ source_key }) => source_key));
  }

  async keepResults(results: readonly RowResult[]): Promise<void> {
    const accepted = results.flatMap((result) => (result.outcome === 'accepted' ? [result.observation] : []));
    for (const { outcome } of results) {
      this.tally.rows += 1;
      this.tally[outcome] += 1;
    }
    this.observations.push(...accepted);
    await this.manager.query(
      `insert into tregua.import_results (import_id, row_number, source_key, outcome, ground, remarks)
       select $1, x.* from jsonb_to_recordset($2) as x(row_number integer, source_key text, outcome text, ground text, remarks jsonb)`,
      [this.id, JSON.stringify(results.map(resultRow))],
    );
    await this.manager.query(
      `insert into tregua.observations (source_key, import_id, starts_at, ends_at, detail)
       select x.source_key, $1, x.starts_at, x.ends_at, x.detail
         from jsonb_to_recordset($2) as x(source_key text, starts_at timestamptz, ends_at timestamptz, detail jsonb)`,
      [this.id, JSON.stringify(accepted.map((detail) => ({ source_key: detail.sourceKey, ...spanOf(detail), detail })))],
    );
  }

  /** Incidents that reach into the time of what is new, as their observations, the anchor first. */
  async standingClusters(): Promise<Observation[][]> {
    const from = Math.min(...this.observations.map(({ startsAt }) => startsAt));
    const until = Math.max(...this.observations.map(({ endsAt }) => endsAt));
    const rows = await this.manager.query<{ incident_id: string; detail: Observation }[]>(
      `select l.incident_id, o.detail
         from tregua.incidents i
         join tregua.incident_observations l on l.incident_id = i.id
         join tregua.observations o on o.source_key = l.source_key
        where i.starts_at <= $2 and i.ends_at >= $1
        order by i.starts_at, i.id, (o.source_key <> i.anchor), o.starts_at, o.source_key`,
      [new Date(from - 86_400_000), new Date(until + 86_400_000)],
    );
    const clusters = new Map<string, Observation[]>();
    for (const { incident_id, detail } of rows) clusters.set(incident_id, [...(clusters.get(incident_id) ?? []), detail]);
    return [...clusters.values()];
  }
}

async function incidentsOf(
  manager: EntityManager,
  session: ImportSession,
  pause: ImportManner['pause'],
): Promise<{ readonly grown: Incident[]; readonly fresh: Incident[]; readonly candidates: DuplicateCandidate[] }> {
  const rulebook = rulebookOf(currentRulebookId);
  const standing = await session.standingClusters();
  const { grown, fresh } = await inSlices(growthSteps(standing, session.observations, rulebook), () => pause?.('incidents'));
  const changed = new Set([...grown, ...fresh].map(({ anchor }) => anchor));
  const anchors = standing.flatMap(([anchor]) => (anchor === undefined || changed.has(anchor.sourceKey) ? [] : [anchor.sourceKey]));
  const others = await manager.query<{ detail: Incident }[]>('select detail from tregua.incidents where anchor = any($1)', [anchors]);
  const compared = [...others.map(({ detail }) => detail), ...grown, ...fresh];
  const found = await inSlices(duplicateSteps(compared, rulebook), () => pause?.('candidates'));
  return { grown, fresh, candidates: found.filter(({ one, other }) => changed.has(one) || changed.has(other)) };
}

/** How long a thread is held: signs of life, and whoever else works in this process, wait no longer. */
const SLICE_MS = 50;

async function inSlices<Result>(steps: Steps<Result>, pause: () => Promise<void> | undefined): Promise<Result> {
  for (let until = performance.now() + SLICE_MS; ;) {
    const { done, value } = steps.next();
    if (done === true) return value;
    if (performance.now() < until) continue;
    await pause();
    await nextTurn();
    until = performance.now() + SLICE_MS;
  }
}

async function keepIncidents(manager: EntityManager, importId: string, incidents: readonly Incident[]): Promise<void> {
  const rulebook = rulebookOf(currentRulebookId);
  const rows = incidents.map((detail) => ({
    id: newId(),
    anchor: detail.anchor,
    ...spanOf(detail),
    sector: detail.sector,
    severity: assessSeverity(detail.codes, detail.civilianDeaths > 0 ? ['civiliansKilled'] : [], rulebook).machine,
    observations: detail.observations.length,
    detail,
  }));
  await manager.query(
    `insert into tregua.incidents (id, anchor, import_id, starts_at, ends_at, sector, severity, observations, detail)
     select x.id, x.anchor, $1, x.starts_at, x.ends_at, x.sector, x.severity, x.observations, x.detail
       from jsonb_to_recordset($2) as x(id uuid, anchor text, starts_at timestamptz, ends_at timestamptz, sector text, severity smallint,
         observations integer, detail jsonb)
     on conflict (anchor) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at, sector = excluded.sector,
       severity = excluded.severity, observations = excluded.observations, detail = excluded.detail`,
    [importId, JSON.stringify(rows)],
  );
  await manager.query(
    `insert into tregua.incident_observations (source_key, incident_id)
     select o.key, i.id from tregua.incidents i, jsonb_array_elements_text(i.detail->'observations') as o(key)
      where i.anchor = any($1)
     on conflict (source_key) do nothing`,
    [rows.map(({ anchor }) => anchor)],
  );
}

async function keepCandidates(manager: EntityManager, candidates: readonly DuplicateCandidate[], at: number): Promise<void> {
  const anchors = [...new Set(candidates.flatMap(({ one, other }) => [one, other]))];
  const found = await manager.query<{ anchor: string; id: string }[]>('select anchor, id from tregua.incidents where anchor = any($1)', [
    anchors,
  ]);
  const ids = new Map(found.map(({ anchor, id }) => [anchor, id]));
  const rows = candidates.flatMap(({ one, other, score, reasons }) => {
    const [first, second] = [ids.get(one), ids.get(other)].sort();
    return first === undefined || second === undefined
      ? []
      : [{ one: first, other: second, score: Math.max(0, Math.min(100, score)), reasons }];
  });
  await manager.query(
    `insert into tregua.duplicate_candidates (one, other, score, reasons, found_at)
     select x.one, x.other, x.score, x.reasons, $2 from jsonb_to_recordset($1) as x(one uuid, other uuid, score smallint, reasons jsonb)
     on conflict (one, other) do update set score = excluded.score, reasons = excluded.reasons`,
    [JSON.stringify(rows), new Date(at)],
  );
}

/** Incidents a statement: so many take a fraction of a second. */
const PART = 1_000;

function partsOf<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / PART) }, (_, index) => all.slice(index * PART, (index + 1) * PART));
}

function spanOf({ startsAt, endsAt }: { readonly startsAt: number; readonly endsAt: number }): { starts_at: string; ends_at: string } {
  return { starts_at: new Date(startsAt).toISOString(), ends_at: new Date(endsAt).toISOString() };
}

function resultRow(result: RowResult): object {
  return {
    row_number: result.row,
    source_key: result.sourceKey,
    outcome: result.outcome,
    ground: result.outcome === 'inadmissible' ? result.ground : null,
    remarks: result.outcome === 'refused' ? result.problems : result.outcome === 'accepted' ? result.remarks : [],
  };
}
