import { ApiProperty } from '@nestjs/swagger';
import type { LongJobAsked, LongJobRecord } from '@tregua/store';
import { isoOf } from './instant.js';
import { Problem, problemTypes, type ProblemName } from './problem.js';
import type { Reply, SignedIn } from './request.js';
import { refused } from './sentences.js';

const FREE = { type: 'object', nullable: true, additionalProperties: true } as const;

/** Work that takes long, as the one who asked for it sees it; administrators see how it goes, and nothing of what it is about. */
export class JobView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'import, bundle.' }) kind: string;
  @ApiProperty({ enum: ['waiting', 'running', 'done', 'failed', 'cancelled'] }) state: string;
  @ApiProperty({ description: 'What is being done, in a word of the kind: reading, keeping …' }) phase: string;
  @ApiProperty({ type: 'integer', description: 'How much of this phase is done.' }) done: number;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Of how much; null while nobody knows.' }) total: number | null;
  @ApiProperty({ description: 'Somebody cancelled it, and its worker is about to stop.' }) cancelAsked: boolean;
  @ApiProperty({ description: 'Pseudonymous.' }) askedBy: string;
  @ApiProperty({ ...FREE, description: 'What was asked for.' }) asked: object | null;
  @ApiProperty({ format: 'date-time' }) askedAt: string;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) startedAt: string | null;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) endedAt: string | null;
  @ApiProperty({ ...FREE, description: 'Of a job that failed: the problem document, with the fields that it is about.' })
  problem: object | null;
  @ApiProperty({
    ...FREE,
    description:
      'Of a job that was cancelled or failed: how far it got. That much is set aside for who resumes it; nothing of it has taken effect.',
  })
  kept: object | null;
  @ApiProperty({ description: 'Whether it can be resumed.' }) resumable: boolean;
  @ApiProperty({ type: 'string', nullable: true, description: 'Address of the result, once there is one.' }) result: string | null;
  @ApiProperty({ type: 'integer', description: 'Grows with each change; the id of its events.' }) revision: number;
}

export function jobView(job: LongJobRecord, person: SignedIn): JobView {
  const { id, kind, state, phase, done, total, cancelAsked, askedBy, startedAt, endedAt, revision, forgotten } = job;
  const isMine = askedBy === person.id;
  const hasStopped = state === 'cancelled' || state === 'failed';
  return {
    id,
    kind,
    state,
    phase,
    done,
    total,
    cancelAsked,
    askedBy,
    asked: isMine ? job.asked : null,
    askedAt: isoOf(job.askedAt),
    startedAt: startedAt === null ? null : isoOf(startedAt),
    endedAt: endedAt === null ? null : isoOf(endedAt),
    problem: problemOfJob(job, isMine),
    kept: hasStopped ? (job.checkpoint ?? {}) : null,
    resumable: hasStopped && !forgotten,
    result: isMine && state === 'done' && !forgotten ? `/api/v1/jobs/${id}/result` : null,
    revision,
  };
}

/** A failure as the same document that a request would have been refused with. What it says of the matter is the asker's alone. */
function problemOfJob({ id, problem }: LongJobRecord, isMine: boolean): object | null {
  if (problem === null) return null;
  const name: ProblemName = problem.problem in problemTypes ? (problem.problem as ProblemName) : 'failed-inside';
  const { title, status } = problemTypes[name];
  const errors = isMine ? problem.faults.map(({ pointer, code, params }) => refused(code, { pointer }, params)) : [];
  return { type: `/problems#${name}`, title, status, instance: `urn:uuid:${id}`, ...(errors.length === 0 ? {} : { errors }) };
}

/** Answers who asked for long work: 202 and where it can be watched. @throws the problem where it was not taken. */
export function acceptedJob(asked: LongJobAsked, person: SignedIn, reply: Reply): JobView {
  if (asked.status === 'keyUsed') throw new Problem('key-was-used');
  if (asked.status === 'tooMany')
    throw new Problem('too-many-requests', {
      errors: [refused(asked.whose === 'mine' ? 'fewJobsOfMineAreOpen' : 'fewJobsWait')],
      headers: { 'retry-after': '60' },
    });
  void reply.code(202).header('location', `/api/v1/jobs/${asked.job.id}`);
  return jobView(asked.job, person);
}
