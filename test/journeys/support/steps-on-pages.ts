import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Form } from './desk.js';
import { finalise, heading, makeReady, writeTheRest, writeWhenAndWhat, writeWhere } from './field.js';
import type { Stage } from './stage.js';

const HOUR = 3_600_000;

// Longer forms, filled as people fill them: by names of fields and words of choices, never by ids.

/** A monitor reports through the wizard of the field, with a photo that is sent after it, and the lead verifies. Returns the id of the report. */
export async function reportsFromTheField({ desk, folder }: Stage): Promise<string> {
  const photo = join(folder, 'crater.jpg');
  writeFileSync(photo, 'a crater, as somebody saw it');
  const page = await desk.open('monitor', '/field');
  await makeReady(page);
  await page.getByRole('button', { name: 'New report' }).click();
  await writeWhere(page, 'a house by the river');
  await writeWhenAndWhat(page, 'Three shells fell within a minute.');
  await new Form(page).write('Said to be responsible', 'bb');
  await writeTheRest(page, [photo]);
  const report = await finalise(page);
  await heading(page, 'It has arrived');
  await page.getByText('Equal', { exact: true }).waitFor();
  await desk.act('lead', `/reports/${report}`, 'VerifyReport');
  return report;
}

/** A monitor writes a report at a desk and submits it, the lead verifies: all on their pages. Returns the id of the report. */
export async function reports({ desk, now }: Stage): Promise<string> {
  const page = await desk.open('monitor', '/reports/new');
  const form = new Form(page);
  await form.choose('Kinds of act', /^K3/);
  await form.write('What happened', 'Three shells fell within a minute.');
  const local = new Date(now() - HOUR - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  await page.getByLabel('When it began').fill(local);
  await form.choose('Precision of the time', /minute/);
  await form.choose('How it is known', /^observed/);
  await form.choose('According to', /^independent/);
  await form.write('Said to be responsible', 'bb');
  await form.press('Add: Place');
  await form.write('Latitude', '48.05');
  await form.write('Longitude', '37.85');
  await form.write('Uncertainty in metres', '200');
  await form.press('Add: Details');
  await form.unfold();
  await form.write('Number', '3');
  await form.write('Bearing in degrees', '90');
  await form.press('Keep as a draft');
  await page.waitForURL(/\/reports\/[0-9a-f-]{36}$/);
  const report = page.url().split('/').at(-1) as string;
  await desk.act('monitor', `/reports/${report}`, 'SubmitReport');
  await desk.act('lead', `/reports/${report}`, 'VerifyReport');
  return report;
}

/** The investigator brings a photo to the case. */
export async function bringsPhoto({ desk }: Stage, id: string): Promise<void> {
  const form = new Form(await desk.open('investigator', `/cases/${id}?tab=evidence`));
  await form.choose('Kind of evidence', /^photo/);
  await form.give('Choose a file', 'crater.jpg', 'a crater');
  await form.press('Bring it to the case');
  await form.page.getByText('It is here. Fingerprint on both sides').waitFor();
}

/** The report, the frozen list, the contrary evidence, and the photo, which the parties get whole. */
export async function completesInvestigation(form: Form): Promise<void> {
  await form.give('Take it from a file: Investigation report', 'report.pdf', 'the report');
  await form.press(/^Take the evidence list as it stands/);
  await form.write('Contrary evidence considered', 'The other side denies it.');
  await form.press('Add: Items of evidence');
  await form.choose('Evidence', /photo/);
  await form.page.getByLabel('The parties get the whole').check();
  await form.choose('Verified', 'Yes');
}

/** Three questions stand there already, of the one act; the fourth asks for a remedy. */
export async function fixesDraft(form: Form): Promise<void> {
  await form.give('Take it from a file: Draft', 'draft.docx', 'the draft');
  await form.press(/^Take the evidence list as it stands/);
  await form.press('Add: Questions');
  await form.choose('Kind', 'A remedy', 3);
  await form.choose('Act', /K3/, 3);
  for (const at of [0, 1, 2, 3]) {
    await form.choose('Standard of proof', /^4/, at);
    await form.choose('Evidence relied on', /photo/, at);
    await form.choose('Disclosed', /photo/, at);
    await form.write('How the contrary was weighed', 'The denial was weighed.', at);
    await form.write('Reasons', 'Two craters, one bearing.', at);
  }
  await form.choose('Party', 'BB');
  await form.choose('Level', /^state/);
  await form.choose('Legal basis', /^A4/);
  await form.choose('Indicators', /^TRACK/);
  await form.press('Add: Remedy');
  await form.choose('Code', /^R2/);
  await form.choose('Addressee', 'BB');
  await form.choose('Proof of compliance', /^monitor-verification/);
  await form.write('Proportionality', 'The mildest that serves.');
}

/** Yes to everything; `against`: no to the question of who is responsible. */
export async function votes({ page }: Form, against = false): Promise<void> {
  for (const group of await page.getByRole('radiogroup').all()) {
    const no = against && (await group.innerText()).includes('Who is responsible');
    await group.getByLabel(no ? 'No' : 'Yes', { exact: true }).check();
  }
}
