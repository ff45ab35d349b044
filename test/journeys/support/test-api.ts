import { jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { commissionLaw, Docket } from '@tregua/docket';
import { createLogger } from '@tregua/platform';
import { PeopleWriter, PostgresDocketStore, type Standing } from '@tregua/store';
import { hashPassword } from '../../../apps/api/src/accounts/password.js';
import { defaultSettings, type ApiOptions, type ApiSettings } from '../../../apps/api/src/api-options.js';
import { createApi } from '../../../apps/api/src/create-api.js';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';

// A busy machine is no reason to fail: what hangs is found by the run's own limit.
jest.setTimeout(120_000);

/** Where the pages of the API under test come from. */
export const ORIGIN = 'http://127.0.0.1:3000';

export type Injected = Awaited<ReturnType<NestFastifyApplication['inject']>>;

/** The whole API on a database of its own, without a network. */
export interface TestApi {
  readonly app: NestFastifyApplication;
  readonly database: TestDatabase;
  readonly docket: Docket;
  /** Makes a person with the password "right". */
  person(name: string, standing: Standing, passwordMemoryKib?: number): Promise<string>;
  /** Signs somebody in, and answers with their cookie. */
  signIn(name: string, password?: string): Promise<string>;
  /** Sends as a page of ours would; a POST gets a fresh Idempotency-Key unless one is given. */
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    url: string,
    cookie: string,
    payload?: object,
    headers?: Record<string, string>,
  ): Promise<Injected>;
  get(url: string, cookie: string): Promise<Injected>;
  close(): Promise<void>;
}

export async function startTestApi(
  settings: Partial<ApiSettings> = {},
  change: (options: ApiOptions) => ApiOptions = (options) => options,
): Promise<TestApi> {
  const database = await createTestDatabase();
  const { dataSource, keyring } = database;
  const options = change({
    dataSource,
    docket: new Docket(new PostgresDocketStore(dataSource, keyring), commissionLaw),
    keyring,
    logger: createLogger('test', { level: 'error' }),
    settings: { ...defaultSettings, origins: [ORIGIN], passwordMemoryKib: 64, ...settings },
  });
  const app = await createApi(options);
  const people = new PeopleWriter(dataSource, keyring);
  return {
    app,
    database,
    docket: options.docket,
    person: async (name, standing, memory = 64) => {
      const passwordHash = await hashPassword('right', memory);
      const written = await people.create({ ...standing, signInName: name, name, passwordHash }, { id: 'system', role: 'system' });
      if (written.status !== 'written') throw new Error(JSON.stringify(written));
      return written.id;
    },
    signIn: async (name, password = 'right') => {
      const response = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { name, password } });
      if (response.statusCode !== 204) throw new Error(`${name} could not sign in: ${response.body}`);
      return cookieOf(response);
    },
    send: (method, url, cookie, payload, headers = {}) =>
      app.inject({
        method,
        url,
        headers: { cookie, origin: ORIGIN, ...(method === 'POST' ? { 'idempotency-key': randomUUID() } : {}), ...headers },
        ...(payload === undefined ? {} : { payload }),
      }),
    get: (url, cookie) => app.inject({ url, headers: { cookie } }),
    close: async () => {
      await app.close();
      await database.drop();
    },
  };
}

export function cookieOf(response: Injected): string {
  return String(response.headers['set-cookie']).split(';')[0] as string;
}
