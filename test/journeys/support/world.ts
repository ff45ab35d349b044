import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Role } from '@tregua/casework';
import { FileEvidenceStore } from '@tregua/evidence-store';
import { fileAgreement, setClock, type Standing, TokensWriter } from '@tregua/store';
import { newSecret } from '../../../apps/api/src/http/authentication.js';
import type { ApiOptions, ApiSettings } from '../../../apps/api/src/api-options.js';
import { agreement, SYSTEM } from '../../support/commission.js';
import { startTestApi, type Injected, type TestApi } from './test-api.js';

const CONSTITUENCIES = ['us', 'ukraine', 'coalition', 'neutral'] as const;

/** Everybody whom the tables name, at least once; parties are the invented ones of the test agreement. */
const STAFF: Readonly<Record<string, Standing>> = {
  monitor: { roles: ['monitor'], team: 'alpha' },
  lead: { roles: ['team_lead'], team: 'alpha' },
  'other-monitor': { roles: ['monitor'], team: 'beta' },
  'other-lead': { roles: ['team_lead'], team: 'beta' },
  registrar: { roles: ['registrar'] },
  investigator: { roles: ['investigator'] },
  custodian: { roles: ['custodian'] },
  rapporteur: { roles: ['rapporteur'] },
  chair: { roles: ['chair'], constituency: 'neutral' },
  'vice-chair': { roles: ['vice_chair'], constituency: 'coalition' },
  adviser: { roles: ['legal_adviser'] },
  'agent-aa': { roles: ['party_agent'], party: 'aa' },
  'agent-bb': { roles: ['party_agent'], party: 'bb' },
  'agent-zz': { roles: ['party_agent'], party: 'zz' },
  cell: { roles: ['coordination_cell'] },
  auditor: { roles: ['auditor'] },
  publisher: { roles: ['publication_officer'] },
  'state-officer': { roles: ['state_officer'], state: 'FR' },
  administrator: { roles: ['administrator'] },
  citizen: { roles: ['public'] },
};

/** Somebody of the invented Commission, with a machine token: it lives longer than a case. */
export class Somebody {
  constructor(
    private readonly tregua: TestApi,
    readonly name: string,
    readonly id: string,
    readonly roles: readonly Role[],
    private readonly token: string,
  ) {}

  get headers(): Record<string, string> {
    return { authorization: `Bearer ${this.token}` };
  }

  get(url: string): Promise<Injected> {
    return this.tregua.app.inject({ url, headers: this.headers });
  }

  post(url: string, payload: object = {}, headers: Record<string, string> = {}): Promise<Injected> {
    return this.tregua.app.inject({
      method: 'POST',
      url,
      payload,
      headers: { ...this.headers, 'idempotency-key': randomUUID(), ...headers },
    });
  }

  put(url: string, payload: object): Promise<Injected> {
    return this.tregua.app.inject({ method: 'PUT', url, payload, headers: this.headers });
  }

  /** Posts what is no JSON. */
  send(url: string, payload: string, headers: Record<string, string>): Promise<Injected> {
    return this.tregua.app.inject({ method: 'POST', url, payload, headers: { ...this.headers, ...headers } });
  }

  delete(url: string): Promise<Injected> {
    return this.tregua.app.inject({ method: 'DELETE', url, headers: this.headers });
  }

  /** Reads the ETag and gives the command on it, as a page does. @throws when it was not entered: the test then shows why. */
  async does(
    process: 'cases' | 'reports',
    id: string,
    command: string,
    payload: object = {},
  ): Promise<{ id: string; state: string; etag: string | null }> {
    const read = await this.get(`/api/v1/${process}/${id}`);
    const etag: Record<string, string> = read.statusCode === 200 ? { 'if-match': String(read.headers['etag']) } : {};
    const answer = await this.post(`/api/v1/${process}/${id}/${command}`, payload, etag);
    if (answer.statusCode >= 300) throw new Error(`${this.name} could not ${command}: ${answer.body}`);
    return answer.json();
  }
}

/** The API with an invented Commission: twelve members, an agreement in force, and everybody else. */
export interface World extends TestApi {
  readonly people: ReadonlyMap<string, Somebody>;
  readonly who: (name: string) => Somebody;
  /** By the pseudonymous id that a case holds. */
  readonly whoIs: (id: string) => Somebody;
  /** Moves the one clock on, and lets the sweep enter what fell due, as the worker does. */
  pass(ms: number): Promise<void>;
}

export async function startWorld(
  settings: Partial<ApiSettings> = {},
  change: (options: ApiOptions) => ApiOptions = (options) => options,
): Promise<World> {
  const evidence = mkdtempSync(join(tmpdir(), 'tregua-api-evidence-'));
  const tregua = await startTestApi(settings, (options) =>
    change({
      ...options,
      evidence: new FileEvidenceStore(evidence),
      workFiles: new FileEvidenceStore(join(evidence, 'work')),
      spool: join(evidence, 'spool'),
    }),
  );
  const { dataSource, keyring, ownerUrl } = tregua.database;
  await fileAgreement(dataSource, keyring, agreement, SYSTEM);
  const standings = { ...STAFF, ...members(12) };
  const tokens = new TokensWriter(dataSource, keyring);
  const people = new Map<string, Somebody>();
  for (const [name, standing] of Object.entries(standings)) {
    const id = await tregua.person(name, standing);
    const { secret, hash } = newSecret();
    await tokens.issue(id, { label: 'test', hash, days: 366 }, SYSTEM);
    people.set(name, new Somebody(tregua, name, id, standing.roles, secret));
  }
  let ahead = 0;
  const found = (somebody: Somebody | undefined, by: string): Somebody => {
    if (somebody === undefined) throw new Error(`There is nobody ${by}.`);
    return somebody;
  };
  return {
    ...tregua,
    people,
    who: (name) => found(people.get(name), name),
    whoIs: (id) =>
      found(
        [...people.values()].find((somebody) => somebody.id === id),
        id,
      ),
    pass: async (ms) => {
      ahead += ms;
      await setClock(ownerUrl, { aheadMs: ahead });
      const { stuck } = await tregua.docket.lapseDue(1000);
      if (stuck.length > 0) throw new Error(`Stuck: ${JSON.stringify(stuck)}`);
    },
    close: async () => {
      await tregua.close();
      rmSync(evidence, { recursive: true, force: true });
    },
  };
}

function members(count: number): Record<string, Standing> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `member-${index + 1}`,
      { roles: ['member'], constituency: CONSTITUENCIES[index % 4] as string },
    ]),
  );
}

/** An act of indirect fire an hour ago, with everything that its code asks for, as a client writes it. */
export function shelling(now = Date.now(), change: object = {}): object {
  return {
    codes: ['K3'],
    startsAt: new Date(now - 3_600_000).toISOString(),
    timePrecision: 'minute',
    epistemicLevel: 'observed',
    place: { latitude: '48.05', longitude: '37.85', radiusMetres: 200, name: 'a house by the river' },
    details: { count: 3, bearing: 90 },
    narrative: 'Three shells fell within a minute.',
    accused: 'bb',
    allegedBy: 'independent',
    ...change,
  };
}

/** Files a report and takes it through verification and admission. Returns the ids of the report and of its case. */
export async function openCase(world: World, content: object = shelling()): Promise<{ report: string; case: string }> {
  const filed = await world.who('monitor').post('/api/v1/reports', { content });
  if (filed.statusCode !== 201) throw new Error(filed.body);
  const { id } = filed.json<{ id: string }>();
  await world.who('monitor').does('reports', id, 'submit-report');
  await world.who('lead').does('reports', id, 'verify-report');
  const admitted = (await world.who('registrar').does('reports', id, 'admit-report')) as unknown as { entries: { stream: string }[] };
  const born = admitted.entries.find(({ stream }) => stream.startsWith('case/'));
  if (born === undefined) throw new Error('Admitting the report opened no case.');
  return { report: id, case: born.stream.slice('case/'.length) };
}
