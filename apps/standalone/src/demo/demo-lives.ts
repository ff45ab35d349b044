import { text, type Life } from '../demonstration/life.js';
import { actorById, actorNamed } from '../demonstration/people.js';
import type { Acts } from '../demonstration/roads.js';

/** Says what happens, at the instant at which it happens. */
export type Tell = (line: string) => void;

/**
 * One case from two monitors' reports to CLOSED: provisional finding, replies, a challenge and a recusal, a vote with a dissent, review, a
 * remedy that is not complied with, referral, and late compliance.
 */
export async function toldInFull(life: Life, acts: Acts, tell: Tell): Promise<void> {
  await reported(life, acts, tell);
  await foundProvisionally(life, tell);
  await heardAndSeated(life, tell);
  await votedAndReviewed(life, tell);
  await notCompliedWith(life, tell);
}

async function reported(life: Life, acts: Acts, tell: Tell): Promise<void> {
  const content = { ...acts.incident(3, life.stage.at), accused: life.accused };
  const [first, second] = [await life.file(content, actorNamed('monitor-north')), await life.file(content, actorNamed('monitor-south'))];
  tell('Two monitors of different teams report the same incident.');
  await life.wait(1);
  await life.stage.enter('report', first, 'VerifyReport', actorNamed('lead-north'), { note: text('Consistent with what the team saw.') });
  await life.stage.enter('report', second, 'VerifyReport', actorNamed('lead-south'), { note: text('Seen from the south as well.') });
  tell('Each is verified by the lead of its team, who did not write it.');
  await life.wait(1);
  await life.stage.enter('report', first, 'AdmitReport', actorNamed('registrar'));
  life.report = first;
  life.id = (await life.stage.report(first)).case ?? '';
  tell('The registrar admits the first: a case is born, its duty bench drawn by lot.');
  await life.stage.enter('report', second, 'LinkReport', actorNamed('registrar'), { case: life.id });
  tell('The second is linked to it: both keep their authorship, counts are not added.');
}

async function foundProvisionally(life: Life, tell: Tell): Promise<void> {
  await life.preliminary();
  await life.wait(6);
  await life.provisional('R7');
  tell('The duty bench signs a provisional finding, with access ordered in the meantime (R7).');
  await life.wait(24);
  await life.completeInvestigation();
  tell('The investigation is complete: contrary evidence is named, both parties are served.');
}

async function heardAndSeated(life: Life, tell: Tell): Promise<void> {
  await life.wait(24);
  await life.reply();
  tell('Both parties reply; a panel of five is drawn, no constituency with more than its share.');
  const [challenged] = (await life.now()).judgment.panel.seats;
  await life.enter('ChallengeMember', life.agent(), {
    member: challenged?.member ?? '',
    ground: 'acted-before',
    reasons: text('Acted in the matter before.'),
  });
  await life.wait(3);
  await life.enter('UpholdChallenge', actorNamed('chair'), { about: 'c1', reasons: text('The ground is there.') });
  tell('A party challenges a member; the chair upholds it: an alternate sits, the recused member is blind to the case.');
  await life.declare();
  await life.constitute();
  tell('Everybody has declared interests; the panel is constituted.');
}

async function votedAndReviewed(life: Life, tell: Tell): Promise<void> {
  await life.ruled('attributed', 'R2', 1);
  tell('The draft and the evidence list are frozen; five vote, hidden until the close; one dissents. Responsibility is attributed.');
  await life.serve();
  const dissenter = (await life.now()).judgment.panel.seats.find(({ status }) => status === 'declared');
  await life.enter('FileSeparateOpinion', actorById(dissenter?.member ?? ''), {
    kind: 'dissenting',
    opinion: text('The track alone does not carry the attribution.'),
  });
  tell('The ruling is served on both parties; the dissent is attached.');
  await life.wait(6);
  await life.enter('RequestReview', life.agent(), { ground: 'manifest-error', reasons: text('The track was misread.') });
  await life.declare();
  await life.wait(163);
  await life.actBy('review', 'UpholdRuling', { reasons: text('The ruling stands.') });
  tell('A party asks for review; members who had not voted before uphold the ruling.');
}

async function notCompliedWith(life: Life, tell: Tell): Promise<void> {
  await life.lapseTo('REMEDY');
  await life.lapseTo('NON_COMPLIANCE');
  tell('Publication and finality come by lapse; the remedy is not carried out in its time.');
  await life.wait(6);
  await life.enter('ReferNonCompliance', actorNamed('chair'), { reasons: text('Nothing was shown.') });
  await life.wait(24);
  await life.enter('RecordNoMeasure', actorNamed('cell'), {
    authority: 'government',
    authorityName: text('A competent authority.'),
    decidedAt: life.stage.at - 3_600_000,
    reference: text('Decision 1.'),
  });
  await life.enter('CloseUnresolved', actorNamed('registrar'));
  tell('Referred; the authority outside decides on no measure. The case is closed as unresolved and stays listed.');
  await life.wait(24);
  const report = await life.monitorsReport();
  await life.enter('RecordLateCompliance', actorNamed('registrar'), { remedies: ['m1'], report, note: text('Late, but done.') });
  tell('Late compliance, verified by monitors: CLOSED.');
}

/** One report that nobody ever looks at: everything that follows is a lapse, to an end without prejudice. */
export async function toldByLapsesAlone(life: Life, acts: Acts, tell: Tell): Promise<void> {
  life.report = await life.file({ ...acts.incident(3, life.stage.at), accused: life.accused }, actorNamed('monitor-north'));
  tell('A monitor files a report. From here on nobody does anything.');
  for (let step = 0; step < 10 && life.id === ''; step += 1) {
    await life.stage.passTo((await life.stage.nextDue()) ?? life.stage.at);
    life.id = (await life.stage.report(life.report)).case ?? '';
  }
  tell('Not verified in time, not triaged in time: the law admits it, marked as unverified.');
  await life.lapseTo('CLOSED');
  tell('Every step was a lapse; the case ends without prejudice.');
}
