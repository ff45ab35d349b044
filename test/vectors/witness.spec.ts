import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromHex, SIGNATURE_TYPES, verifierKeyOf, writeVerifierKey } from '@tregua/ledger';
import { sha256 } from '@tregua/platform';
import { startWitness, type StartedWitness } from '../../apps/witness/src/witness.testing.js';

const vector = JSON.parse(readFileSync(join(import.meta.dirname, 'tlog-witness-add-checkpoint.json'), 'utf8')) as {
  logPublicKeyHex: string;
  logOrigin: string;
  steps: { step: number; body: string; status: number; asserts: string }[];
};

/** The vector was written when an unknown log was answered with 403; today's text of c2sp.org/tlog-witness says 404. */
const statusOf = ({ step, status }: { step: number; status: number }): number => (step === 3 ? 404 : status);

describe('nine steps with a witness, one after another over HTTP', () => {
  const log = verifierKeyOf(vector.logOrigin, SIGNATURE_TYPES.ed25519, fromHex(vector.logPublicKeyHex), sha256);
  let witness: StartedWitness;

  beforeAll(async () => {
    witness = await startWitness([writeVerifierKey(log)]);
  });
  afterAll(() => witness.close());

  it('are nine', () => {
    expect(vector.steps.map(({ step }) => step)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it.each(vector.steps.map((step): [string, (typeof vector.steps)[number]] => [`${step.step}: ${statusOf(step)}, ${step.asserts}`, step]))(
    '%s',
    async (_, step) => {
      const answer = await witness.post(step.body);
      expect(answer.status).toBe(statusOf(step));
      const [, how, text] = /^body (contains|==) (".*")$/.exec(step.asserts) ?? [];
      const expected = JSON.parse(text as string) as string;
      if (how === '==') expect(answer.body).toBe(expected);
      else expect(answer.body).toContain(expected);
      expect(answer.type).toBe(answer.status === 409 ? 'text/x.tlog.size' : 'text/plain; charset=utf-8');
    },
  );
});
