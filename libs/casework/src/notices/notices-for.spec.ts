import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { processOf } from '../process/process-of.js';
import { bringTo, declareAll, GRAVE, remedyOf, SMALL, type Road } from '../process/road.testing.js';
import { reportIn } from '../process/report-road.testing.js';
import type { Case } from '../case/case.js';
import type { Recorded } from '../engine/types.js';
import type { Report } from '../report/report.js';
import { caseEnds, caseStates } from '../process/v1/case-states.js';
import { recomputationScenes } from '../process/recomputation-scenes.testing.js';
import { Walk } from '../process/walk.testing.js';
import type { World } from '../process/world.testing.js';
import { audiences } from './audiences.js';
import { noticeReasons, type Addressee, type Notice, type Telling } from './notice.js';
import { noticesFor, resolve, testNoticesFor } from './notices-for.js';
import { mayKnow, maySee } from './sight.js';
import { hearers, mailed, telling, tellingsOf } from './tellings.testing.js';

const golden = join(import.meta.dirname, '../../../../test/golden/notices.txt');

/** Worlds that have seen every state by the shortest road, and then walked on a little: enough to meet nearly every row. */
const worlds: World[] = [...caseStates, ...caseEnds].flatMap((state, index) =>
  [SMALL, GRAVE].flatMap((content, grave) => {
    // Only small matters are settled or withdrawn.
    const isSmall = state === 'SETTLED' || state === 'WITHDRAWN';
    const { world } = bringTo(state, { content: isSmall ? SMALL : content, remedies: [remedyOf('R5'), remedyOf('R1')] });
    return [1, 2, 3].map((turn) => {
      const walk = new Walk(world.fork(), index * 1000 + grave * 100 + turn);
      for (let step = 0; step < 12; step += 1) walk.step();
      return walk.world;
    });
  }),
);
worlds.push(...recomputationScenes.flatMap(([, play]) => play()));
const tellings: Telling[] = worlds.flatMap((world) => [...tellingsOf(world)]);
const rowsOf = (name: 'case' | 'report'): [string, readonly string[]][] =>
  Object.values(processOf(name).rows).map(({ records, tells }) => [records, tells]);
const personOf = (id: string): Addressee => hearers.find((person) => person.id === id) as Addressee;
const app = (notices: readonly Notice[]): readonly Notice[] => notices.filter(({ channel }) => channel === 'app');

/** Tellings that walks seldom meet: a review by the registry, a case that ends with another joined to it, a report that is taken out of a case. */
function rare(): readonly Telling[] {
  const review = [...tellingsOf(reportIn('TRIAGE_REVIEW').world)].filter(({ audience }) => audience === 'another registrar');
  const { world, id } = bringTo('JOINED');
  const lead = world.case(id).joining.lead as string;
  const entry = world.histories.get(`case/${lead}`)?.at(-1) as Recorded;
  const ended = telling(world, `case/${lead}`, world.case(lead), { ...entry, command: 'RejectCase', type: 'CaseRejected' }, 'joined');
  const children = ended.joined.map((child) => ({
    ...child,
    subject: { ...child.subject, reports: child.subject.reports.map((one) => ({ ...one, author: 'monitor-2' })) },
  }));
  const report = world.case(id).reports[0]?.id as string;
  const facts = { otherCase: { id } };
  const unlinked = telling(
    world,
    `report/${report}`,
    world.report(report),
    { ...entry, command: 'UnlinkReport', type: 'ReportUnlinked', data: { ...entry.data, facts } },
    'parties',
  );
  return [...review, { ...ended, joined: children }, unlinked];
}

describe('who is told', () => {
  it('another registrar looks at what one refused; authors of a joined case hear of their own case', () => {
    const [review, ended, unlinked] = rare() as [Telling, Telling, Telling];
    const { refusals } = review.matter.subject as Report;
    expect(app(noticesFor(review)).map(({ recipient }) => recipient)).toEqual(
      ['registrar-1', 'registrar-2'].filter((id) => id !== refusals[0]?.by),
    );
    expect(new Set(noticesFor(ended).map(({ about }) => about?.id))).toEqual(new Set(ended.joined.map(({ subject }) => subject.id)));
    expect(app(noticesFor(unlinked)).map(({ recipient, kind, about }) => [recipient, kind, about?.process])).toEqual([
      ['agent-ua', 'information', 'case'],
      ['agent-ru', 'information', 'case'],
    ]);
  });

  it('somebody whom several audiences of one entry name is told once', () => {
    const failures: string[] = [];
    let entries = 0;
    for (const world of worlds) {
      const seen = new Map<Recorded, Set<string>>();
      for (const one of tellingsOf(world)) {
        const told = seen.get(one.entry) ?? new Set();
        seen.set(one.entry, told);
        for (const { recipient } of app(noticesFor(one))) {
          if (told.has(recipient)) failures.push(`${one.entry.type} ${recipient}`);
          told.add(recipient);
        }
      }
      entries += seen.size;
    }
    expect(failures).toEqual([]);
    expect(entries).toBeGreaterThan(1_000);
  });

  it('every audience that a table names is somebody, and every reason is given to somebody', () => {
    const named = [...rowsOf('case'), ...rowsOf('report')].flatMap(([, tells]) => tells);
    expect([...new Set(named)].filter((audience) => !Object.hasOwn(audiences, audience))).toEqual([]);
    const reasons = new Set(tellings.flatMap((telling) => noticesFor(telling).map(({ reason }) => reason)));
    for (const telling of rare()) for (const { reason } of noticesFor(telling)) reasons.add(reason);
    const elsewhere = [
      'termIsYours',
      'askedForTest',
      'dayGathered',
      'webhookSubscribed',
      'partyHasNoAgent',
      'memberOfCommission',
      'motionAwaitsYou',
      // office-notices.spec.ts
      'assignedToYou',
      'moreTimeIsAsked',
    ];
    expect(Object.keys(noticeReasons).filter((reason) => !reasons.has(reason as never) && !elsewhere.includes(reason))).toEqual([]);
  });

  it('refuses an audience of which nobody said who it is', () => {
    const [telling] = tellings as [Telling];
    expect(() => noticesFor({ ...telling, audience: 'everybody' })).toThrow('Nobody has said who the audience everybody is.');
    expect(() => resolve('constructor', telling)).toThrow('Nobody has said');
  });

  it('is what test/golden/notices.txt says, entry by entry', () => {
    const lines = new Map<string, Set<string>>();
    for (const telling of tellings) {
      const key = `${telling.matter.process.padEnd(6)} | ${telling.entry.type} | ${telling.audience}`;
      const told = lines.get(key) ?? new Set();
      lines.set(key, told);
      for (const { recipient, kind, reason } of app(noticesFor(telling))) told.add(`${personOf(recipient).roles[0]}: ${kind}, ${reason}`);
    }
    const text = [...lines]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, told]) => `${key} | ${told.size === 0 ? 'nobody' : [...told].sort().join('; ')}`);
    const whole = `# Who is told of what, why, and what it is to them: process | entry | audience | role: kind, reason (libs/casework/src/notices).\n${text.join('\n')}\n`;
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(golden, whole);
    expect(existsSync(golden) ? readFileSync(golden, 'utf8') : '').toBe(whole);
    // Every row of both tables that tells somebody was met, or is one of the few that these walks do not reach.
    const met = new Set(tellings.map(({ entry, audience }) => `${entry.type} ${audience}`));
    const all = [...rowsOf('case'), ...rowsOf('report')].flatMap(([type, tells]) => tells.map((audience) => `${type} ${audience}`));
    expect(all.filter((one) => !met.has(one)).length).toBeLessThan(all.length / 4);
  });

  it('nobody learns from a notice who has voted before the ballot is closed; then the auditors are told with the members', () => {
    const cast = tellings.filter(({ entry }) => entry.type === 'BallotCast');
    expect(cast.length).toBeGreaterThan(0);
    expect(cast.flatMap(noticesFor)).toEqual([]);
    const closed = tellings.filter(({ entry, audience }) => entry.type === 'BallotLapsed' && audience === 'members');
    expect(closed.length).toBeGreaterThan(0);
    for (const telling of closed)
      expect(
        app(noticesFor(telling))
          .filter(({ reason }) => reason === 'ballotsOpened')
          .map(({ recipient }) => recipient),
      ).toEqual(['auditor']);
  });
});

describe('visibility stands above the table', () => {
  it('a recused member is told nothing, whatever the audience', () => {
    for (const telling of tellings) {
      const before = noticesFor(telling);
      const [first] = before;
      if (first === undefined) continue;
      const people = telling.people.map((person) => (person.id === first.recipient ? { ...person, recused: true } : person));
      expect(noticesFor({ ...telling, people }).map(({ recipient }) => recipient)).not.toContain(first.recipient);
    }
  });

  it('whoever is told may know of it, an agent was served, nobody is told twice by one channel, and severity goes to readers only', () => {
    const failures: string[] = [];
    for (const telling of tellings) {
      const notices = noticesFor(telling);
      const seen = new Set<string>();
      for (const { recipient, channel, reason, about, severity } of notices) {
        const person = personOf(recipient);
        const where = `${telling.entry.type} ${telling.audience} ${recipient}`;
        const matter = [telling.matter, telling.caseOfReport, ...telling.joined].find((one) => one?.subject.id === about?.id);
        if (matter === undefined || matter === null) failures.push(`${where}: about nothing`);
        else {
          if (reason !== 'publicTold' && !mayKnow(person, matter)) failures.push(`${where}: may not know`);
          if (severity !== null && !maySee(person, matter)) failures.push(`${where}: learns the severity`);
        }
        if (person.party !== null && telling.matter.process === 'case' && !telling.servedOn.includes(person.party))
          failures.push(`${where}: not served`);
        if (seen.has(`${recipient} ${channel}`)) failures.push(`${where}: twice by ${channel}`);
        seen.add(`${recipient} ${channel}`);
        if (recipient === telling.entry.actor.id && reason !== 'partyServed') failures.push(`${where}: told of their own act`);
      }
    }
    expect(failures).toEqual([]);
  });

  it.each(['RESTRICTED', 'SOURCE_PROTECTED'] as const)('of what is %s only they are told who are let in', (level) => {
    for (const telling of tellings.filter(({ matter }) => matter.process === 'case')) {
      const notices = noticesFor({ ...telling, matter: { ...telling.matter, level } });
      const roles = new Set(notices.filter(({ reason }) => reason !== 'publicTold').flatMap(({ recipient }) => personOf(recipient).roles));
      expect([...roles].filter((role) => level !== 'RESTRICTED' || role !== 'auditor')).toEqual([]);
    }
  });
});

describe('service on a party', () => {
  const opened = tellings.find(({ entry, audience }) => entry.type === 'CaseOpened' && audience === 'parties') as Telling;

  it('lies with the registry where a party has no agent', () => {
    const people = opened.people.filter(({ id }) => id !== 'agent-ru');
    const told = app(noticesFor({ ...opened, people })).map(({ recipient, reason, kind }) => [recipient, reason, kind]);
    expect(told).toEqual(
      [
        ['agent-ua', 'partyServed', 'service'],
        ['registrar-2', 'partyHasNoAgent', 'duty'],
      ]
        .concat(opened.entry.actor.id === 'registrar-1' ? [] : [['registrar-1', 'partyHasNoAgent', 'duty']])
        .sort((one, other) => told.findIndex(([id]) => id === one[0]) - told.findIndex(([id]) => id === other[0])),
    );
  });

  it('comes by mail at once, whatever was chosen', () => {
    const preferences = new Map(
      [...mailed].map(([id, chosen]) => [
        id,
        { ...chosen, mail: 'off' as const, app: 'needed' as const, mutedCases: [opened.matter.subject.id] },
      ]),
    );
    const told = noticesFor({ ...opened, preferences }).filter(({ recipient }) => recipient === 'agent-ua');
    expect(told.map(({ channel, manner, kind }) => [channel, manner, kind])).toEqual([
      ['app', 'now', 'service'],
      ['mail', 'now', 'service'],
    ]);
  });
});

describe('a motion that waits for signatures', () => {
  const [duty, review] = [bringTo('PRELIMINARY'), bringTo('REVIEW')];
  declareAll(review);
  const made = ({ world, id }: Road, command: string, proposer: string): Telling => {
    const last = world.histories.get(`case/${id}`)?.at(-1) as Recorded;
    const data = { as: 'bench', payload: { target: `case/${id}`, command, proposed: '0'.repeat(64) }, facts: {}, outcome: {} };
    const entry = { ...last, command: 'ProposeMotion', type: 'MotionMade', actor: { id: proposer, role: 'member' as const }, data };
    return telling(world, `case/${id}`, world.case(id), entry, 'signers', { servedOn: [] });
  };
  it.each([
    ['the duty bench', 'RejectCase', duty, (subject: Case) => subject.judgment.dutyBench],
    ['the bench of the review', 'UpholdRuling', review, (subject: Case) => subject.judgment.reviewBench?.seats ?? []],
  ])('is a duty of the others on %s, of nobody else, and of no webhook', (_, command, where, seatsOf) => {
    const seats = seatsOf(where.world.case(where.id)).map(({ member }) => member);
    expect(seats.length).toBeGreaterThan(2);
    const one = made(where, command, seats[0] as string);
    const told = noticesFor({ ...one, webhooks: [{ id: 'hook', audiences: ['bench', 'members'], party: null }] });
    expect(new Set(told.map(({ kind, reason }) => `${kind} ${reason}`))).toEqual(new Set(['duty motionAwaitsYou']));
    expect(
      app(told)
        .map(({ recipient }) => recipient)
        .sort(),
    ).toEqual(seats.slice(1).sort());
  });
});

describe('webhooks', () => {
  const opened = tellings.find(({ entry, audience }) => entry.type === 'CaseOpened' && audience === 'parties') as Telling;
  const hook = { id: 'hook', audiences: ['parties'], party: null };
  it.each<[string, Partial<Telling>, string[]]>([
    ['hears the audience that it was subscribed to', { webhooks: [hook] }, ['hook']],
    ['does not hear another', { webhooks: [{ ...hook, audiences: ['cell'] }] }, []],
    ['of a party hears what is served on it', { webhooks: [{ ...hook, party: 'ua' }] }, ['hook']],
    ['of another party hears nothing', { webhooks: [{ ...hook, party: 'zz' }] }, []],
    ['never hears of what is restricted', { webhooks: [hook], matter: { ...opened.matter, level: 'RESTRICTED' } }, []],
    ['never hears of what lies in a compartment', { webhooks: [hook], matter: { ...opened.matter, compartment: 'x' } }, []],
  ])('one %s', (_, change, expected) => {
    const told = noticesFor({ ...opened, ...change }).filter(({ channel }) => channel === 'webhook');
    expect(told.map(({ recipient }) => recipient)).toEqual(expected);
    expect(told.every(({ severity }) => severity === null)).toBe(true);
  });
});

it('a test goes by every channel that is open', () => {
  expect(testNoticesFor('auditor', { preferences: mailed }).map(({ channel, manner }) => [channel, manner])).toEqual([
    ['app', 'now'],
    ['mail', 'now'],
  ]);
  expect(testNoticesFor('auditor', { preferences: new Map() }).map(({ channel }) => channel)).toEqual(['app']);
});
