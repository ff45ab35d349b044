import type { OpenAPIObject } from '@nestjs/swagger';
import { createDocument } from '../../apps/api/src/openapi/document.js';
import { problemsDocument } from '../../apps/api/src/http/problems-document.js';
import { startTestApi, type TestApi } from '../journeys/support/test-api.js';
import { expectGolden } from './golden.js';

describe('the documents that clients build on', () => {
  let tregua: TestApi;
  let document: OpenAPIObject;
  beforeAll(async () => {
    tregua = await startTestApi();
    document = createDocument(tregua.app);
  });
  afterAll(() => tregua.close());

  it('openapi.json is what the code says', () => {
    expectGolden('apps/api/openapi.json', `${JSON.stringify(document, null, 1)}\n`);
  });

  it('docs/problems.md is what the code says', () => {
    expectGolden('docs/problems.md', problemsDocument());
  });

  it('every reference leads somewhere, and every object of ours is closed', () => {
    const text = JSON.stringify(document);
    const named = [...text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name as string);
    const schemas = document.components?.schemas ?? {};
    expect([...new Set(named)].filter((name) => !(name in schemas))).toEqual([]);
    const open = Object.entries(schemas).filter(
      ([name, schema]) => name !== 'Problem' && 'properties' in schema && schema.additionalProperties === undefined,
    );
    expect(open.map(([name]) => name)).toEqual([]);
  });

  it('has no number where an integer is meant, and a date-time wherever an instant is', () => {
    const text = JSON.stringify(document);
    expect(text).not.toMatch(/"type":"number"/);
    expect(JSON.stringify(document.components?.schemas?.['CreateReport'])).toContain('"startsAt":{"format":"date-time","type":"string"}');
  });

  it('lists a route for every command that a person may give, and none of the system', () => {
    const routes = Object.keys(document.paths).filter((path) => /^\/api\/v1\/(cases|reports)(\/\{id\}\/[a-z-]+)?$/.test(path));
    expect(routes.some((path) => path.includes('/lapse-'))).toBe(false);
    expect(routes).toContain('/api/v1/reports/{id}/verify-report');
  });
});
