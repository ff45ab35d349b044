import { startTestApi, type TestApi } from './support/test-api.js';

const content = {
  codes: ['A1'],
  startsAt: '2026-01-06T12:00:00+02:00',
  place: { area: 'sector-7', name: 'a house by the river' },
  narrative: 'Two shells fell.',
};

describe('a report', () => {
  let tregua: TestApi;
  let monitor: string;
  let lead: string;
  beforeAll(async () => {
    tregua = await startTestApi();
    await tregua.person('monitor', { roles: ['monitor'], team: 'alpha' });
    await tregua.person('lead', { roles: ['team_lead'], team: 'alpha' });
    [monitor, lead] = [await tregua.signIn('monitor'), await tregua.signIn('lead')];
  });
  afterAll(() => tregua.close());

  it('is filed, submitted and verified', async () => {
    const filed = await tregua.send('POST', '/api/v1/reports', monitor, { content });
    console.log(filed.statusCode, filed.headers, filed.body);
    const { id } = filed.json<{ id: string }>();
    const submitted = await tregua.send(
      'POST',
      `/api/v1/reports/${id}/submit-report`,
      monitor,
      {},
      { 'if-match': String(filed.headers['etag']) },
    );
    console.log(submitted.statusCode, submitted.body);
    const verified = await tregua.send(
      'POST',
      `/api/v1/reports/${id}/verify-report`,
      lead,
      {},
      { 'if-match': String(submitted.headers['etag']) },
    );
    console.log(verified.statusCode, verified.body);
  });
});
