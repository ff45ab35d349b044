import type { DataSource, EntityManager } from 'typeorm';
import type { JsonObject } from '@tregua/casework';
import { newId } from '@tregua/platform';
import { poolOf } from '../data-source.js';
import type { Keyring, SealedPlace } from '../keyring/keyring.js';

/** Uploads of one person that are under way, and their bytes. */
export const MOST_UPLOADS_A_PERSON = 60;
export const MOST_BYTES_A_PERSON = 4 * 1024 * 1024 * 1024;
/** Pieces of one upload: a line that breaks every few kilobytes is no line. */
export const MOST_PARTS = 4096;
const KEPT = `interval '7 days'`;

export interface NewUpload {
  readonly owner: string;
  readonly caseId?: string;
  readonly reportId?: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly size: number;
  /** Declared, 64 lower-case hex. */
  readonly sha256: string;
  /** Sealed: the name of the file, and how to open one that the device had sealed. */
  readonly about: JsonObject;
}

export interface UploadRecord {
  readonly id: string;
  readonly owner: string;
  readonly caseId: string | null;
  readonly reportId: string | null;
  readonly kind: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
  /** Bytes that are here for certain. */
  readonly received: number;
  readonly evidenceId: string | null;
  readonly expiresAt: number;
}

export interface UploadPart {
  readonly start: number;
  readonly size: number;
  readonly sha256: string;
  readonly file: string;
}

export type UploadCreated =
  { readonly status: 'created' | 'again'; readonly upload: UploadRecord } | { readonly status: 'full'; readonly what: 'uploads' | 'bytes' };

const UPLOAD = `id, owner, case_id as "caseId", report_id as "reportId", kind, media_type as "mediaType", size::float8 as size, received::float8 as received,
  encode(sha256, 'hex') as sha256, evidence_id as "evidenceId", (extract(epoch from expires_at) * 1000)::float8 as "expiresAt"`;

/**
 * Files that come in pieces. A piece counts from the moment in which its row is written, by whoever stood at the right place first; its bytes lie in a
 * spool that is not ours. Rows and pieces are gone once the file became evidence, or a week after anybody last sent something.
 */
export class Uploads {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** The same file for the same thing by the same person is the same upload, however often it is begun. */
  async create(asked: NewUpload): Promise<UploadCreated> {
    return await this.dataSource.transaction(async (manager): Promise<UploadCreated> => {
      await manager.query(`select pg_advisory_xact_lock(hashtext('tregua upload ' || $1))`, [asked.owner]);
      const [before] = await manager.query<UploadRecord[]>(
        `select ${UPLOAD} from tregua.uploads where owner = $1 and sha256 = decode($2, 'hex') and size = $3 and expires_at > tregua.now()
           and case_id is not distinct from $4 and report_id is not distinct from $5 order by created_at limit 1`,
        [asked.owner, asked.sha256, asked.size, asked.caseId ?? null, asked.reportId ?? null],
      );
      if (before !== undefined) return { status: 'again', upload: before };
      const [open] = await manager.query<{ count: number; bytes: number }[]>(
        `select count(*)::int as count, coalesce(sum(size), 0)::float8 as bytes from tregua.uploads where owner = $1 and evidence_id is null`,
        [asked.owner],
      );
      if ((open?.count ?? 0) >= MOST_UPLOADS_A_PERSON) return { status: 'full', what: 'uploads' };
      if ((open?.bytes ?? 0) + asked.size > MOST_BYTES_A_PERSON) return { status: 'full', what: 'bytes' };
      return { status: 'created', upload: await this.insert(manager, asked) };
    });
  }

  private async insert(manager: EntityManager, asked: NewUpload): Promise<UploadRecord> {
    const id = newId();
    const about = this.keyring.seal(aboutPlace(id), { salt: newId(), value: asked.about });
    const [made] = await manager.query<UploadRecord[]>(
      `insert into tregua.uploads (id, owner, case_id, report_id, kind, media_type, size, sha256, about_key_id, about_nonce, about_ciphertext, created_at, expires_at)
       values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), $9, $10, $11, tregua.now(), tregua.now() + ${KEPT}) returning ${UPLOAD}`,
      [
        ...[id, asked.owner, asked.caseId ?? null, asked.reportId ?? null, asked.kind, asked.mediaType, asked.size, asked.sha256],
        ...[about.keyId, about.nonce, about.ciphertext],
      ],
    );
    return made as UploadRecord;
  }

  /** Only its owner's; nobody else learns that there is one. */
  async find(id: string, owner: string): Promise<UploadRecord | undefined> {
    const { rows } = await poolOf(this.dataSource).query<UploadRecord>(
      `select ${UPLOAD} from tregua.uploads where id = $1 and owner = $2 and expires_at > tregua.now()`,
      [id, owner],
    );
    return rows[0];
  }

  /** In the order of the bytes. */
  async partsOf(id: string): Promise<readonly UploadPart[]> {
    const { rows } = await poolOf(this.dataSource).query<UploadPart>(
      `select start::float8 as start, size, encode(sha256, 'hex') as sha256, file from tregua.upload_parts where upload_id = $1 order by upload_parts.start`,
      [id],
    );
    return rows;
  }

  /** What the sender said of the file, undefined once it is no upload any more. */
  async aboutOf(id: string): Promise<JsonObject | undefined> {
    const { rows } = await poolOf(this.dataSource).query<{ key: string; nonce: Buffer; ciphertext: Buffer }>(
      `select about_key_id as key, about_nonce as nonce, about_ciphertext as ciphertext from tregua.uploads where id = $1 and about_key_id is not null`,
      [id],
    );
    const row = rows[0];
    if (row === undefined) return undefined;
    const { value } = this.keyring.open(aboutPlace(id), { keyId: row.key, nonce: row.nonce, ciphertext: row.ciphertext });
    return value as JsonObject;
  }

  /** Writes a piece down. False when the upload does not stand at its start (any more): somebody else was there first. */
  async append(id: string, part: UploadPart): Promise<boolean> {
    return await this.dataSource.transaction(async (manager) => {
      const [, moved] = await manager.query<[unknown, number]>(
        `update tregua.uploads set received = received + $3, expires_at = tregua.now() + ${KEPT}
          where id = $1 and received = $2 and evidence_id is null and received + $3 <= size
            and (select count(*) from tregua.upload_parts p where p.upload_id = $1) < ${MOST_PARTS}`,
        [id, part.start, part.size],
      );
      if (moved !== 1) return false;
      await manager.query(
        `insert into tregua.upload_parts (upload_id, start, size, sha256, file) values ($1, $2, $3, decode($4, 'hex'), $5)`,
        [...[id, part.start, part.size, part.sha256, part.file]],
      );
      return true;
    });
  }

  /** Takes the pieces from a place on out again: what lies in the spool is not what came. @returns their names. */
  async cutBack(id: string, start: number): Promise<readonly string[]> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query(`update tregua.uploads set received = $2 where id = $1 and received >= $2`, [id, start]);
      const [gone] = await manager.query<[{ file: string }[], number]>(
        `delete from tregua.upload_parts where upload_id = $1 and start >= $2 returning file`,
        [id, start],
      );
      return gone.map(({ file }) => file);
    });
  }

  /** It became evidence: its pieces and what was said of it are not needed any more. @returns the names of the pieces. */
  async settle(id: string, evidenceId: string): Promise<readonly string[]> {
    return await this.dataSource.transaction(async (manager) => {
      await manager.query(
        `update tregua.uploads set evidence_id = $2, about_key_id = null, about_nonce = null, about_ciphertext = null where id = $1`,
        [id, evidenceId],
      );
      const [gone] = await manager.query<[{ file: string }[], number]>(
        `delete from tregua.upload_parts where upload_id = $1 returning file`,
        [id],
      );
      return gone.map(({ file }) => file);
    });
  }

  /** @returns the names of its pieces. */
  async drop(id: string): Promise<readonly string[]> {
    const files = (await this.partsOf(id)).map(({ file }) => file);
    await poolOf(this.dataSource).query(`delete from tregua.uploads where id = $1`, [id]);
    return files;
  }

  /** Forgets what nobody sent anything to for a week. @returns the names of the pieces. */
  async dropExpired(limit: number): Promise<readonly string[]> {
    const { rows } = await poolOf(this.dataSource).query<{ id: string }>(
      `select id from tregua.uploads where expires_at <= tregua.now() order by expires_at limit $1`,
      [limit],
    );
    const files: string[] = [];
    for (const { id } of rows) files.push(...(await this.drop(id)));
    return files;
  }

  /** The names of all pieces that count. */
  async spooled(): Promise<ReadonlySet<string>> {
    const { rows } = await poolOf(this.dataSource).query<{ file: string }>(`select file from tregua.upload_parts`);
    return new Set(rows.map(({ file }) => file));
  }
}

function aboutPlace(id: string): SealedPlace {
  return { stream: `upload/${id}`, seq: 0, field: '/about' };
}
