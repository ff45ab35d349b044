import { browserIsHere, describeInBrowser, complaintsOf } from './support/browser.js';
import type { Form } from './support/desk.js';
import { openStage, type Stage } from './support/stage.js';
import { bringsPhoto, completesInvestigation, fixesDraft, votes } from './support/steps-on-pages.js';
import { openCase } from './support/world.js';

const HOUR = 3_600_000;

let stage: Stage;
beforeAll(async () => {
  if (browserIsHere) stage = await openStage();
}, 240_000);
afterAll(async () => {
  if (browserIsHere) await stage.close();
});

const inBrowser = (): void => {
  let id: string;
  const act = (name: string, command: string, fill?: (form: Form) => Promise<void>): Promise<string> =>
    stage.desk.act(name, `/cases/${id}`, command, fill);

  it('is stayed and resumed, hears both parties, loses a member to recusal, and is ruled with a dissent', async () => {
    const { desk, comesTo, pass, recorded, world } = stage;
    ({ case: id } = await openCase(world));
    await act('rapporteur', 'StartPreliminary');
    await act('chair', 'StayCaseUrgently', async (form) => {
      await form.choose('Ground', /^hostilities-bar-access/);
      await form.write('Hours', '24');
      await form.write('Reason', 'Nobody can come near.');
    });
    await comesTo(id, 'STAYED');
    await act('chair', 'ResumeCase', (form) => form.write('Reason', 'The road is open again.'));
    await comesTo(id, 'PRELIMINARY');
    await pass(73 * HOUR);
    await comesTo(id, 'INVESTIGATION');
    await bringsPhoto(stage, id);
    await act('investigator', 'CompleteInvestigation', completesInvestigation);
    await act('agent-aa', 'FileReply', (form) => form.write('Reply', 'We were shelled.'));
    await act('agent-bb', 'FileReply', async (form) => {
      await form.write('Reply', 'It was not us.');
      await form.page.getByLabel('Insists on a ruling').check();
    });
    await act('registrar', 'CloseReplies');

    const [recused = '', ...others] = await stage.panel(id);
    await act(recused, 'RecuseMember', async (form) => {
      await form.choose('Ground', /^own-request/);
      await form.write('Reasons', 'I knew one of the witnesses.');
    });
    const gone = await desk.at(recused);
    await gone.goto(`${desk.base}/cases/${id}`);
    await gone.getByText('There is no such page, or it is not open to you.').waitFor();
    expect((await recorded(id)).matter.judgment.panel.seats.filter(({ status }) => status === 'out')).toHaveLength(1);
    const panel = await stage.panel(id);
    expect(panel).toEqual(expect.arrayContaining(others));
    expect(panel).not.toContain(recused);
    for (const member of panel) await act(member, 'DeclareInterests', (form) => form.choose('Disclosed', /^none/));
    await act('chair', 'ConstitutePanel');
    await act('rapporteur', 'FixDraft', fixesDraft);
    for (const [index, member] of panel.entries()) await act(member, 'CastBallot', (form) => votes(form, index === 0));
    await act('chair', 'CloseBallot');
    await act(panel[0] as string, 'FileSeparateOpinion', async (form) => {
      await form.choose('Kind', 'Dissenting opinion');
      await form.write('Opinion', 'The track alone does not carry it.');
    });
    const room = await desk.open('registrar', `/cases/${id}?tab=deliberation`);
    await room.getByText('Dissenting opinion').waitFor();
    await room
      .getByText(/stood down/)
      .first()
      .waitFor();
    expect((await recorded(id)).state).toBe('RULED');
  }, 420_000);

  it('asked nothing of another origin, and its policy was never hit', () => {
    expect(complaintsOf(stage.browser)).toEqual([]);
  });
};

describeInBrowser('the second life of a case through the pages', inBrowser);
