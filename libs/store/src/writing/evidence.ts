import type { DataSource } from 'typeorm';
import type { Actor } from '@tregua/casework';
import { newId } from '@tregua/platform';
import type { Keyring } from '../keyring/keyring.js';
import { appendEntry, type Appended } from './append-entry.js';

/** An item whose bytes lie in the evidence store already. */
export interface NewEvidence {
  /** Known beforehand where the same file may be taken in twice, as after a crash: the second time fails on the id. */
  readonly id?: string;
  readonly caseId?: string;
  readonly reportId?: string;
  /** photo, video, document … */
  readonly kind: string;
  readonly mediaType: string;
  /** Sealed: names of files name people and places. */
  readonly fileName: string;
  readonly size: number;
  /** The server's own digest, and what the sender said it would be. */
  readonly sha256: string;
  readonly claimedSha256?: string;
  readonly actor: Actor;
}

/** Writes that evidence was received: its row, and the first entry of its own stream, in one transaction. */
export class EvidenceWriter {
  constructor(
    private readonly dataSource: DataSource,
    private readonly keyring: Keyring,
  ) {}

  /** It takes level and compartment of the case or report that it belongs to. Undefined: there is no such case or report. */
  async receive(item: NewEvidence): Promise<(Appended & { readonly id: string }) | undefined> {
    const id = item.id ?? newId();
    return await this.dataSource.transaction(async (manager) => {
      const homes = await manager.query<{ level: string; compartment: string | null }[]>(
        `select level, compartment from tregua.cases where id = $1 union all select level, compartment from tregua.reports where id = $2`,
        [item.caseId ?? null, item.reportId ?? null],
      );
      const home = homes[0];
      if (home === undefined) return undefined;
      const payload = {
        kind: item.kind,
        mediaType: item.mediaType,
        size: item.size,
        sha256: item.sha256,
        fileName: item.fileName,
        ...(item.caseId === undefined ? {} : { case: item.caseId }),
        ...(item.reportId === undefined ? {} : { report: item.reportId }),
        ...(item.claimedSha256 === undefined ? {} : { claimedSha256: item.claimedSha256 }),
      };
      const entry = {
        stream: `evidence/${id}`,
        command: 'ReceiveEvidence',
        type: 'EvidenceReceived',
        actor: item.actor,
        payload,
        sealed: ['fileName'],
      } as const;
      const appended = await appendEntry(manager, this.keyring, entry);
      await manager.query(
        `insert into tregua.evidence (id, stream, case_id, report_id, kind, media_type, size, sha256, claimed_sha256, level, compartment, received_by, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), decode($9, 'hex'), $10, $11, $12, $13)`,
        [
          id,
          appended.stream,
          item.caseId ?? null,
          item.reportId ?? null,
          item.kind,
          item.mediaType,
          item.size,
          item.sha256,
          item.claimedSha256 ?? null,
          home.level,
          home.compartment,
          item.actor.id,
          new Date(appended.at),
        ],
      );
      return { ...appended, id };
    });
  }
}
