import { agent, actors, DAY, HOUR, inRemedy, inRuled, memberActor, opened } from './commission.fixture.js';

describe('a case goes its way through the judgment', () => {
  it('is ruled, served, published, complied with and closed', () => {
    const docket = inRemedy();
    expect(docket.case.state).toBe('REMEDY');
    const [remedy] = docket.judgment.remedies;
    expect(remedy).toMatchObject({ id: 'm1', code: 'R2', addressee: 'ru', status: 'open' });
    docket.enter('ClaimCompliance', { about: 'm1' }, agent('ru'));
    docket.enter('ConfirmCompliance', { about: 'm1', report: 'r9' }, actors.registrar);
    expect(docket.case.deadlines['closing']).toBeDefined();
    docket.wait(24 * HOUR);
    expect(docket.case.state).toBe('CLOSED');
  });

  it('goes by lapses alone to an end', () => {
    const docket = opened(3);
    docket.wait(200 * DAY);
    expect(docket.case.state).toBe('CLOSED');
    expect(docket.judgment.rulings[0]).toMatchObject({ by: 'lapse', withoutPrejudice: true });
  });

  it('goes through review', () => {
    const docket = inRuled().enter('ServeRuling', {}, actors.registrar);
    docket.enter('RequestReview', { ground: 'manifest-error' }, agent('ru'));
    expect(docket.case.state).toBe('REVIEW');
    expect(docket.judgment.reviewBench?.seats.length).toBeGreaterThanOrEqual(7);
    docket.declareAll().wait(7 * DAY + HOUR);
    const reviewers = docket.judgment.reviewBench?.seats.map(({ member }) => member) ?? [];
    docket.enter('UpholdRuling', {}, memberActor(reviewers[0] ?? ''), docket.motion(reviewers));
    expect(docket.case.state).toBe('FINAL');
  });
});
