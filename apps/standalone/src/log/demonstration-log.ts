import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readSecret, writeDurably, writeSecretOnce } from '@tregua/platform';
import { ReceiptKey } from '../../../api/src/log/receipt-key.js';
import { policyReader, type LogSettings } from '../../../worker/src/log/log-settings.js';
import { ChildProgram, type Listening } from './child-program.js';

/** Said wherever these witnesses are named: whoever holds this computer holds their keys. */
export const WITNESS_LABEL = 'demonstration witnesses (same computer)';

const WITNESSES = 3;
const ENOUGH = 2;
const APPS = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

export interface DemonstrationLog {
  readonly origin: string;
  readonly settings: LogSettings;
  readonly receiptKey: ReceiptKey;
  /** The trust roots of this log, as a verifier takes them. */
  readonly policyFile: string;
  readonly witnesses: number;
  close(): Promise<void>;
}

/** Where everything of the log lies in a data folder. */
export function logPlaces(
  folder: string,
): Readonly<Record<'folder' | 'origin' | 'secret' | 'policy' | 'receiptKey' | 'receiptVkey' | 'logs' | 'signer', string>> {
  const at = (name: string): string => join(folder, 'log', name);
  return {
    folder: join(folder, 'log'),
    origin: at('origin'),
    secret: at('signer-secret'),
    policy: at('policy'),
    receiptKey: at('receipt-key'),
    receiptVkey: at('receipt.vkey'),
    logs: at('log.vkey'),
    signer: at('signer'),
  };
}

/**
 * Starts the signer and three witnesses as programs of their own, with their keys and memories in the data folder. On one computer that shows how it
 * works and proves nothing to others: the label says so.
 */
export async function startDemonstrationLog(folder: string, say: (line: string) => void): Promise<DemonstrationLog> {
  const places = logPlaces(folder);
  mkdirSync(places.folder, { recursive: true, mode: 0o700 });
  const origin = originIn(places.origin);
  writeSecretOnce(places.secret, `${randomBytes(32).toString('hex')}\n`);
  const children: ChildProgram[] = [];
  const start = async (name: string, app: string, portSetting: string, env: Readonly<Record<string, string>>): Promise<Listening> => {
    const { child, says } = await ChildProgram.start({ name, program: join(APPS, app, 'src', 'main.js'), env, portSetting }, say);
    children.push(child);
    return says;
  };
  const close = async (): Promise<void> => void (await Promise.all(children.map((child) => child.stop())));
  try {
    const signer = await start('The signer of the log', 'signer', 'TREGUA_SIGNER_PORT', {
      TREGUA_LOG_ORIGIN: origin,
      TREGUA_SIGNER_HOME: places.signer,
      TREGUA_SIGNER_SECRET_FILE: places.secret,
    });
    writeDurably(places.logs, `${signer.vkey}\n`);
    const witnesses = existsSync(join(APPS, 'witness', 'src', 'main.js')) ? await startWitnesses(places.folder, places.logs, start) : [];
    writeDurably(places.policy, policyText(signer, witnesses));
    const receiptKey = ReceiptKey.open(places.receiptKey, origin);
    writeFileSync(places.receiptVkey, `${receiptKey.verifierKey}\n`);
    const settings: LogSettings = {
      signerUrl: signer.listening,
      signerSecret: (readSecret(places.secret) ?? '').trim(),
      policy: policyReader(places.policy),
      authorities: [],
      timestampEveryMs: 3_600_000,
      everyMs: 400,
      idleMs: 60_000,
    };
    return { origin, settings, receiptKey, policyFile: places.policy, witnesses: witnesses.length, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function startWitnesses(
  folder: string,
  logs: string,
  start: (name: string, app: string, portSetting: string, env: Readonly<Record<string, string>>) => Promise<Listening>,
): Promise<readonly Listening[]> {
  return await Promise.all(
    Array.from({ length: WITNESSES }, (_, index) =>
      start(`Demonstration witness ${index + 1}`, 'witness', 'TREGUA_WITNESS_PORT', {
        TREGUA_WITNESS_HOME: join(folder, `witness-${index + 1}`),
        TREGUA_WITNESS_NAME: `witness-${index + 1}.demonstration.invalid`,
        TREGUA_WITNESS_LOGS: logs,
        TREGUA_WITNESS_RATE: '1000',
      }),
    ),
  );
}

/** Addresses change with every start, keys do not. */
function policyText(signer: Listening, witnesses: readonly Listening[]): string {
  const names = witnesses.map((_, index) => `demonstration-${index + 1}`);
  return [
    `# Trust roots of this demonstration, for: npm run verify -- FILE --policy THIS. ${WITNESS_LABEL}: not independent.`,
    `log ${signer.vkey}`,
    ...witnesses.map(({ vkey, listening }, index) => `witness ${names[index]} ${vkey} ${listening}`),
    ...(names.length === 0 ? ['quorum none'] : [`group demonstration ${ENOUGH} ${names.join(' ')}`, 'quorum demonstration']),
    '',
  ].join('\n');
}

/** Each demonstration is a log of its own: two of them are never taken for one. */
function originIn(file: string): string {
  if (!existsSync(file)) writeDurably(file, `demonstration.invalid/tregua-${randomBytes(6).toString('hex')}\n`);
  return readFileSync(file, 'utf8').trim();
}
