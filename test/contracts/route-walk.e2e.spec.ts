import { randomUUID } from 'node:crypto';
import type { OpenAPIObject } from '@nestjs/swagger';
import { commissionLaw, Docket, DocketStore, type DocketTransaction, type DueStream } from '@tregua/docket';
import { LongJobs, LongJobTurns, PostgresDocketStore } from '@tregua/store';
import { createDocument } from '../../apps/api/src/openapi/document.js';
import { allCommandRoutes } from '../../apps/api/src/http/processes.js';
import { openCase, shelling, startWorld, type Somebody, type World } from '../journeys/support/world.js';
import { leastPayload } from './least-payload.js';
import { expectGolden } from './golden.js';

/** Decides like the real one and keeps nothing: so each cell of the walk meets the same world. */
class ForgetfulStore extends DocketStore {
  forgets = false;

  constructor(private readonly store: DocketStore) {
    super();
  }

  override transaction<T>(work: (transaction: DocketTransaction) => Promise<T>): Promise<T> {
    if (!this.forgets) return this.store.transaction(work);
    return this.store.transaction((transaction) =>
      work({
        open: (ask) => transaction.open(ask),
        load: (streams) => transaction.load(streams),
        entries: (stream) => transaction.entries(stream),
        roster: () => transaction.roster(),
        seriesCase: (...asked) => transaction.seriesCase(...asked),
        agreements: () => transaction.agreements(),
        motion: (id) => transaction.motion(id),
        keep: () => undefined,
      }),
    );
  }

  override dueStreams(limit: number): Promise<readonly DueStream[]> {
    return this.store.dueStreams(limit);
  }

  override setAside(stream: string, reason: string): Promise<void> {
    return this.store.setAside(stream, reason);
  }

  override takeBack(stream: string): Promise<void> {
    return this.store.takeBack(stream);
  }

  override newId(): string {
    return this.store.newId();
  }
}

/** Things that addresses name. */
interface Targets {
  readonly cases: string;
  readonly reports: string;
  readonly people: string;
  readonly evidence: string;
  readonly motions: string;
  /** An import that the registrar asked for, which is done. */
  readonly jobs: string;
  /** What France gave to monitoring, recorded by the registrar. */
  readonly contributions: string;
  /** A second report, which is VERIFIED. */
  readonly verified: string;
}

/** Members by what they are to the case: by name. */
interface Seats {
  readonly member: string;
  readonly duty: string;
  readonly recused: string;
}

interface Cell {
  readonly status: number;
  readonly name: string;
  readonly body: string;
}

// A stream does not end: its own journey says who may open one.
const SKIP = new Set(['post /api/v1/session', 'delete /api/v1/session', 'get /api/v1/notices/stream']);

describe('who may do what: every route, every role, own and foreign, recused and unknown', () => {
  let world: World;
  let document: OpenAPIObject;
  let targets: Targets;
  let seats: Seats;
  let etags: Record<string, string>;

  beforeAll(async () => {
    let store: ForgetfulStore | undefined;
    world = await startWorld({ requestsPerMinute: 10_000_000 }, (options) => {
      store = new ForgetfulStore(new PostgresDocketStore(options.dataSource, options.keyring));
      return { ...options, docket: new Docket(store, commissionLaw) };
    });
    document = createDocument(world.app);
    ({ targets, seats, etags } = await makeTargets(world));
    (store as ForgetfulStore).forgets = true;
  }, 60_000);
  afterAll(() => world.close());

  it('each cell is what test/golden/route-walk.txt says', async () => {
    const lines: string[] = [];
    const leaks: string[] = [];
    const standings = peopleOfTheWalk(world, seats);
    for (const [path, methods] of Object.entries(document.paths).sort(([one], [other]) => (one < other ? -1 : 1))) {
      for (const method of Object.keys(methods).sort()) {
        if (SKIP.has(`${method} ${path}`)) continue;
        for (const [note, at] of path.startsWith('/api/v1/reports/{id}') ? reportTargets(targets) : [['', targets] as const]) {
          const outcomes = new Map<string, string[]>();
          for (const [label, somebody] of standings) {
            const known = await ask(method, path, somebody, at);
            add(outcomes, `${known.status}${known.name === '' ? '' : ` ${known.name}`}`, label);
            // A device's own id may be new, and the processes are known by name: there, something is not there for nobody.
            if (!path.includes('{') || path === '/api/v1/reports/{id}' || path.includes('{name}')) continue;
            const unknown = await ask(method, path, somebody, nothing);
            const differs = known.status === 404 && known.body !== unknown.body;
            if (unknown.status < 400 || differs) leaks.push(`${label}: ${method} ${path} → ${known.body} or ${unknown.body}`);
          }
          lines.push(`${method.toUpperCase()} ${path}${note}`);
          for (const [outcome, labels] of [...outcomes].sort()) lines.push(`  ${outcome}: ${labels.join(' ')}`);
        }
      }
    }
    expect(leaks).toEqual([]);
    expectGolden('test/golden/route-walk.txt', `${HEADER}${lines.join('\n')}\n`);
  }, 300_000);

  it('every route says who may use it', () => {
    expect(allCommandRoutes.length).toBeGreaterThan(85);
  });

  async function ask(method: string, path: string, somebody: Somebody | undefined, at: Targets): Promise<Cell> {
    const collection = /^\/api\/v1\/(cases|reports|people|evidence|motions|jobs|contributions(?=\/\{))\//.exec(path)?.[1] as
      keyof Targets | undefined;
    const id = collection === undefined ? randomUUID() : at[collection];
    const url = path
      .replace('{id}', id)
      .replace('{token}', nothing.people)
      .replace('{name}', 'case')
      .replace('{person}', at.people)
      .replace('{compartment}', 'vault')
      .replace('{caseReference}', at.cases)
      .replace('{seq}', '1')
      .concat(queryOf(path, at));
    const moves = collection === 'cases' || collection === 'reports';
    const response = await world.app.inject({
      method: method.toUpperCase() as 'GET',
      url,
      headers: {
        ...(somebody === undefined ? {} : somebody.headers),
        ...(method === 'post' ? { 'idempotency-key': randomUUID() } : {}),
        ...(moves && method === 'post' ? { 'if-match': etags[`${collection}/${at[collection]}`] ?? '"1"' } : {}),
      },
      ...(method === 'get' || method === 'delete' ? {} : { payload: bodyOf(method, path, at) }),
    });
    const problem = response.statusCode >= 400 ? response.json<{ type: string; errors?: { code: string }[] }>() : undefined;
    const body = problem === undefined ? '' : JSON.stringify({ ...problem, instance: '' });
    return { status: response.statusCode, name: problem?.type.replace('/problems#', '') ?? '', body };
  }
});

const HEADER = `# Who gets what: every route of openapi.json x everybody (test/contracts/route-walk.e2e.spec.ts; UPDATE_GOLDEN=1 writes it anew).
# The case is in PRELIMINARY, of parties aa and bb, from a report of monitor (team alpha); recused-member stands aside in it, duty-member is of its bench. Each request
# carries the right ETag and the least body of the right shape; nothing is kept, so that each cell meets the same world. Commands are refused by
# state (409) before right (403), and by right before the conditions (422). For every 404 here the same request about something that is not there
# gets the same answer, byte for byte.
`;

const nothing: Targets = {
  cases: '0190a1b2-0000-7000-8000-00000000dead',
  reports: '0190a1b2-0000-7000-8000-00000000dead',
  people: '0190a1b2-0000-7000-8000-00000000dead',
  evidence: '0190a1b2-0000-7000-8000-00000000dead',
  motions: '0190a1b2-0000-7000-8000-00000000dead',
  jobs: '0190a1b2-0000-7000-8000-00000000dead',
  contributions: '0190a1b2-0000-7000-8000-00000000dead',
  verified: '0190a1b2-0000-7000-8000-00000000dead',
};

function reportTargets(targets: Targets): (readonly [string, Targets])[] {
  return [
    [' (of monitor, a draft)', targets],
    [' (of monitor, verified)', { ...targets, reports: targets.verified }],
  ];
}

/** Everybody but the members, of whom one stands for all, one is of the duty bench, and one is recused. */
function peopleOfTheWalk(world: World, seats: Seats): [string, Somebody | undefined][] {
  const staff = [...world.people].filter(([name]) => !name.startsWith('member-'));
  const members = (['member', 'duty', 'recused'] as const).map((label): [string, Somebody] => [`${label}-member`, world.who(seats[label])]);
  return [['stranger', undefined], ...staff, ...members];
}

async function makeTargets(world: World): Promise<{ targets: Targets; seats: Seats; etags: Record<string, string> }> {
  const { case: id } = await openCase(world, shelling());
  await world.who('rapporteur').does('cases', id, 'start-preliminary');
  const read = await world.who('registrar').get(`/api/v1/cases/${id}`);
  const duty = read
    .json<{ matter: { judgment: { dutyBench: { member: string }[] } } }>()
    .matter.judgment.dutyBench.map(({ member }) => world.whoIs(member));
  const motion = await duty[0]?.post(`/api/v1/cases/${id}/reject-case`, { ground: 'outside-area', reasons: 'Far away.' });
  if (motion?.statusCode !== 202) throw new Error(motion?.body);
  // Who is on the bench is drawn by lot: the walk asks what they are, not who.
  const [member, recused, target] = [...world.people.keys()].filter(
    (name) => name.startsWith('member-') && !duty.some((seat) => seat.name === name),
  );
  await world.database.ask(`insert into tregua.recusals (person, case_id, reason, since) values ($1, $2, 'recused', now())`, [
    world.who(recused as string).id,
    id,
  ]);
  const draft = (await world.who('monitor').post('/api/v1/reports', { content: shelling() })).json<{ id: string }>().id;
  const verified = (await world.who('monitor').post('/api/v1/reports', { content: shelling() })).json<{ id: string }>().id;
  await world.who('monitor').does('reports', verified, 'submit-report');
  await world.who('lead').does('reports', verified, 'verify-report');
  const targets = {
    cases: id,
    reports: draft,
    verified,
    people: world.who(target as string).id,
    evidence: await upload(world, id),
    motions: motion.json<{ id: string }>().id,
    jobs: await doneJob(world),
    contributions: (await world.who('registrar').post('/api/v1/contributions', patrol)).json<{ id: string }>().id,
  };
  const etags: Record<string, string> = {};
  for (const [address, name] of [
    [`cases/${id}`, 'registrar'],
    [`reports/${draft}`, 'monitor'],
    [`reports/${verified}`, 'monitor'],
  ] as const) {
    etags[address] = String((await world.who(name).get(`/api/v1/${address}`)).headers['etag']);
  }
  return { targets, seats: { member: member as string, duty: duty[1]?.name as string, recused: recused as string }, etags };
}

/** Done, so that a stream of its progress ends. */
async function doneJob(world: World): Promise<string> {
  const { id, roles } = world.who('registrar');
  const jobs = new LongJobs(world.database.dataSource, world.database.keyring);
  const actor = { id, role: roles[0] ?? 'registrar' };
  const asked = await jobs.ask({ kind: 'import', actor, asked: { agreement: 'test' }, idempotencyKey: randomUUID() });
  if (asked.status !== 'asked') throw new Error(asked.status);
  const turns = new LongJobTurns(world.database.dataSource);
  const held = await turns.begin(asked.job.id, 15_000);
  await turns.end(asked.job.id, held?.lease ?? '', { state: 'done', result: { id: null } });
  return asked.job.id;
}

const patrol = {
  state: 'FR',
  kind: 'patrol',
  team: 'alpha',
  area: [{ ring: ['47', '48', '49'].map((latitude) => ({ latitude, longitude: latitude })) }],
  intervals: [{ from: '2026-01-01T00:00:00Z', until: '2026-01-02T00:00:00Z' }],
};

async function upload(world: World, id: string): Promise<string> {
  const body =
    '--x\r\ncontent-disposition: form-data; name="kind"\r\n\r\nphoto\r\n--x\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\nbytes\r\n--x--\r\n';
  const headers = { ...world.who('investigator').headers, 'content-type': 'multipart/form-data; boundary=x' };
  const response = await world.app.inject({ method: 'POST', url: `/api/v1/cases/${id}/evidence`, headers, payload: body });
  if (response.statusCode !== 201) throw new Error(response.body);
  return response.json<{ id: string }>().id;
}

const byPath = new Map(allCommandRoutes.map((route) => [route.path.replace(':id', '{id}'), route.fields]));
const OTHERS: Readonly<Record<string, object>> = {
  'post /api/v1/contributions': patrol,
  'post /api/v1/people': { signInName: 'registrar', name: 'Taken', roles: ['registrar'] },
  'patch /api/v1/people/{id}': {},
  'post /api/v1/people/{id}/tokens': { label: 'gateway', days: 1 },
  'post /api/v1/motions/{id}/signatures': { position: 'for' },
  'put /api/v1/cases/{id}/secrecy': { level: 'COMMISSION', compartment: null, reason: 'As it is.' },
  'put /api/v1/reports/{id}/secrecy': { level: 'COMMISSION', compartment: null, reason: 'As it is.' },
  'put /api/v1/evidence/{id}/secrecy': { level: 'COMMISSION', compartment: null, reason: 'As it is.' },
  'put /api/v1/cases/{id}/grants/{person}': { reason: 'Sits in it.' },
  'put /api/v1/people/{id}/compartments/{compartment}': { reason: 'Works on it.' },
  'post /api/v1/holds/{id}/lifting': { reason: 'For the walk.' },
  'post /api/v1/redactions/{id}/lifting': { reason: 'For the walk.' },
  'post /api/v1/erasures/{id}/confirmation': { reason: 'For the walk.' },
  'post /api/v1/erasures/{id}/refusal': { reason: 'For the walk.' },
  'put /api/v1/notices/preferences': {
    app: 'all',
    mail: 'off',
    language: 'en',
    timeZone: 'UTC',
    digestMinute: 420,
    quietFrom: null,
    quietTo: null,
    mailAddress: null,
  },
};

/** Values that lie nowhere: each act is refused after the right was asked, and so leaves nothing behind. */
function valuesOf(at: Targets): object {
  return {
    subject: `case/${at.cases}`,
    places: [{ stream: `case/${at.cases}`, seq: 1, field: '/payload/nothing' }],
    reason: 'For the walk.',
  };
}

const ABOUT: Readonly<Record<string, (at: Targets) => object>> = {
  'post /api/v1/disclosures': (at) => ({ ...valuesOf(at), audience: 'commission' }),
  'post /api/v1/redactions': (at) => ({ ...valuesOf(at), audience: 'commission', ground: 'personal-data' }),
  'post /api/v1/erasures': (at) => ({ ...valuesOf(at), ground: 'objection' }),
  'post /api/v1/holds': () => ({ subject: `case/${nothing.cases}`, reason: 'For the walk.' }),
};

/** Queries without which a reading answers nobody. */
function queryOf(path: string, at: Targets): string {
  if (['/api/v1/disclosures', '/api/v1/redactions', '/api/v1/holds'].includes(path)) return `?subject=case/${at.cases}`;
  if (path === '/api/v1/copies') return `?stream=case/${at.cases}&seq=1&field=/payload/nothing`;
  if (path === '/api/v1/map/points') return '?west=37&south=47&east=39&north=49';
  return path === '/api/v1/history' ? `?case=${at.cases}` : '';
}

function bodyOf(method: string, path: string, at: Targets): object {
  const about = ABOUT[`${method} ${path}`];
  if (about !== undefined) return about(at);
  return OTHERS[`${method} ${path}`] ?? leastPayload(byPath.get(path) ?? {});
}

function add(outcomes: Map<string, string[]>, outcome: string, label: string): void {
  outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), label]);
}
