import type { Fields, Process, Role, Row, Subject } from '@tregua/casework';
import type { Answer, Docket, Entered, EnterRequest, ProcessName } from '@tregua/docket';
import { actorOf } from './actor.js';
import { actingRoles } from './acting.js';
import { personOf } from './authentication.js';
import { isoOf } from './instant.js';
import { uuidOf } from './ids.js';
import { kebabOf, titleOf } from './kebab.js';
import { etagOf, expectedSeq, idempotencyKey } from './precondition.js';
import { Problem } from './problem.js';
import { refusalError, refusalProblem } from './refusals.js';
import type { Reply, Request, SignedIn } from './request.js';
import { refused, type ProblemError } from './sentences.js';
import { payloadClass, payloadOf, shapeErrors, type PayloadClass } from './shape.js';

/** One row of a process table as a route. Everything here is worked out once, at start. */
export interface CommandRoute {
  readonly process: Process<Subject>;
  readonly command: string;
  readonly row: Row;
  readonly fields: Fields;
  readonly payload: PayloadClass;
  readonly path: string;
  readonly title: string;
  /** A birth has no subject yet, so no id and no If-Match. */
  readonly birth: boolean;
  /** Moves its subject: If-Match is needed. Facts and ballots commute and bind to their own object instead (nothing-lost.md). */
  readonly moves: boolean;
  /** always: given by a bench, so that the request proposes it and a majority of signatures enters it. onRequest: one person gives it, but may ask for signatures first (`?motion=true`). */
  readonly motion: 'always' | 'onRequest' | 'never';
}

export function collectionOf(process: ProcessName): 'cases' | 'reports' {
  return process === 'case' ? 'cases' : 'reports';
}

/** SHA-256 of no bytes. */
const NOTHING = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** The routes of a process: one a row that a person may give. The system's own commands have none. */
export function commandRoutes(process: Process<Subject>): CommandRoute[] {
  return Object.entries(process.rows).flatMap(([command, row]) => {
    if (row.by.every((right) => right === 'system')) return [];
    const fields = process.fields[command] ?? {};
    const birth = row.from === null;
    return [
      {
        process,
        command,
        row,
        fields,
        payload: payloadClass(command, fields),
        path: birth ? `/api/v1/${collectionOf(process.name)}` : `/api/v1/${collectionOf(process.name)}/:id/${kebabOf(command)}`,
        title: titleOf(command),
        birth,
        moves: !birth && row.to !== 'same' && row.apart === undefined,
        motion: row.by.some((right) => right.endsWith('bench'))
          ? 'always'
          : (row.needs ?? []).includes('signatures')
            ? 'onRequest'
            : 'never',
      },
    ];
  });
}

/** What a command answers: ids, seqs, hashes and nothing personal, since it is kept for whoever asks again with the same key. */
export interface EnteredView {
  readonly id: string;
  readonly state: string;
  readonly etag: string | null;
  readonly receipt: {
    readonly stream: string;
    readonly seq: number;
    readonly hash: string;
    readonly at: string;
    readonly type: string;
    /** The signed receipt; put there for every write by the interceptor of receipts. */
    readonly note?: string;
  };
  readonly entries: readonly { readonly stream: string; readonly seq: number; readonly hash: string }[];
  /** A motion had its majority, but these conditions were not met. */
  readonly unmet?: readonly ProblemError[];
}

/** Tells whether somebody may know that a subject exists: asked when a command was refused, and before an answer is given again. */
export type MayKnow = (person: SignedIn, process: ProcessName, id: string) => Promise<boolean>;

/** Gives one command to the door, and says what came of it. */
export async function giveCommand(
  docket: Docket,
  mayKnow: MayKnow,
  route: CommandRoute,
  request: Request,
  reply: Reply,
  clientId?: string,
): Promise<EnteredView> {
  const person = personOf(request);
  const { id: given } = request.params as { id?: string };
  const id = clientId ?? (given === undefined ? undefined : uuidOf(given));
  const key = clientId === undefined ? idempotencyKey(request) : `put:${clientId}`;
  const byMotion = isByMotion(request, route);
  const seq = expectedSeq(request, route.moves && !byMotion);
  const body = request.body === undefined ? {} : request.body;
  const errors = shapeErrors(body, route.payload, route.fields);
  if (errors.length > 0) throw new Problem('shape-is-wrong', { errors });
  const enter: Omit<EnterRequest, 'actor'> = {
    process: route.process.name,
    ...(id === undefined ? {} : { stream: id }),
    command: route.command,
    payload: payloadOf(body as Record<string, unknown>, route.fields),
    ...(seq === undefined || route.birth ? {} : { expectedSeq: seq }),
    idempotency: {
      key,
      route: `${request.method} ${route.birth ? route.path : request.url}`.slice(0, 200),
      bodyDigest: request.bodyDigest ?? NOTHING,
    },
    mayStillKnow: (process, subject) => mayKnow(person, process, subject),
  };
  const answer = await tryRoles(docket, byMotion, enter, person, actingRoles(request, person, route.row.by));
  // Somebody's report has this id already: of it, nothing is told to whoever meets it by chance.
  if (clientId !== undefined && answer.status === 'refused' && answer.refusals[0]?.code === 'stateAllows')
    throw new Problem('already-there');
  return view(answer, route, reply, () =>
    id === undefined || route.birth ? Promise.resolve(true) : mayKnow(person, route.process.name, id),
  );
}

/** In each role that could have the right, until one is not refused for want of it. Nearly everybody has one role. */
async function tryRoles(
  docket: Docket,
  byMotion: boolean,
  enter: Omit<EnterRequest, 'actor'>,
  person: SignedIn,
  roles: readonly Role[],
): Promise<Answer> {
  let answer: Answer = { status: 'unknown' };
  for (const role of roles) {
    const actor = actorOf(person, role);
    const { stream, ...rest } = enter;
    answer = byMotion && stream !== undefined ? await docket.propose({ ...rest, stream, actor }) : await docket.enter({ ...enter, actor });
    if (answer.status !== 'refused' || answer.refusals[0]?.code !== 'roleAllows') return answer;
  }
  return answer;
}

/** The answer of the door as an answer of ours. A refusal is first checked against what the person may know at all: 404 where that is secret. */
export async function view(
  answer: Answer,
  route: Pick<CommandRoute, 'process' | 'birth'>,
  reply: Reply,
  mayKnow: () => Promise<boolean>,
): Promise<EnteredView> {
  if (answer.status === 'entered') return enteredView(answer, route, reply);
  if (answer.status === 'keyReused') throw new Problem('key-was-used');
  if (answer.status === 'busy') throw new Problem('busy', { headers: { 'retry-after': '2' } });
  if (answer.status === 'unknown' || !(await mayKnow())) throw new Problem('not-found');
  if (answer.status === 'stale') throw new Problem('etag-is-stale', { headers: { etag: etagOf(answer.seq) } });
  throw refusalProblem(route.process, answer.refusals);
}

function enteredView(answer: Entered, route: Pick<CommandRoute, 'process' | 'birth'>, reply: Reply): EnteredView {
  const { id, state, stream, seq, hash, at, type, entries } = answer;
  const own = `${route.process.name}/${id}`;
  const last = entries
    .filter((entry) => entry.stream === own || (answer.process === 'motion' && entry.stream.startsWith(`${route.process.name}/`)))
    .at(-1);

  const etag = last === undefined ? null : etagOf(last.seq);
  if (etag !== null) void reply.header('etag', etag);
  if (answer.process === 'motion') void reply.header('location', `/api/v1/motions/${id}`);
  else if (route.birth) void reply.header('location', `/api/v1/${collectionOf(route.process.name)}/${id}`);
  void reply.code(answer.process === 'motion' && state === 'open' ? 202 : route.birth ? 201 : 200);
  const unmet = (answer.unmet ?? []).map((refusal) => refusalError(route.process, refusal));
  return { id, state, etag, receipt: { stream, seq, hash, at: isoOf(at), type }, entries, ...(unmet.length === 0 ? {} : { unmet }) };
}

function isByMotion(request: Request, { motion }: CommandRoute): boolean {
  if (motion !== 'onRequest') return motion === 'always';
  const { motion: asked } = request.query as { motion?: unknown };
  if (asked === undefined || asked === 'false') return false;
  if (asked === 'true') return true;
  throw new Problem('shape-is-wrong', { errors: [refused('isFlag', { parameter: 'motion' })] });
}
