import { isHash, type Head } from '@tregua/ledger';

/** What the command line asks. */
export interface Asked {
  readonly file: string;
  readonly json: boolean;
  readonly history: boolean;
  readonly heads: readonly Head[];
  readonly policy: string | undefined;
  readonly log: string | undefined;
  readonly receipts: readonly string[];
  readonly receiptKeys: readonly string[];
  readonly checkpoints: readonly string[];
  /** PEM files with certificates of time-stamping authorities. */
  readonly tsaRoots: readonly string[];
  /** Milliseconds. */
  readonly lateMs: number;
}

const DAY_MINUTES = 24 * 60;
const WITH_VALUE = ['--head', '--policy', '--log', '--receipt', '--receipt-key', '--checkpoint', '--tsa-roots', '--late'] as const;
type WithValue = (typeof WITH_VALUE)[number];

/** Reads the words of the command; undefined where they make no sense. */
export function askedOf(words: readonly string[]): Asked | undefined {
  const files: string[] = [];
  const flags = new Set<string>();
  const given: { readonly [option in WithValue]: string[] } = {
    '--head': [],
    '--policy': [],
    '--log': [],
    '--receipt': [],
    '--receipt-key': [],
    '--checkpoint': [],
    '--tsa-roots': [],
    '--late': [],
  };
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] as string;
    const option = WITH_VALUE.find((one) => one === word);
    if (option !== undefined) {
      const value = words[(index += 1)];
      if (value === undefined || value === '') return undefined;
      given[option].push(value);
    } else if (word === '--json' || word === '--history') flags.add(word);
    else if (word.startsWith('-')) return undefined;
    else files.push(word);
  }
  const heads = given['--head'].map(headOf);
  const [file] = files;
  const [late = String(DAY_MINUTES)] = given['--late'];
  const once = (['--policy', '--log', '--late'] as const).every((option) => given[option].length <= 1);
  if (file === undefined || files.length > 1 || !once || heads.includes(undefined) || !/^[1-9]\d{0,8}$/.test(late)) return undefined;
  return {
    file,
    json: flags.has('--json'),
    history: flags.has('--history'),
    heads: heads as Head[],
    policy: given['--policy'][0],
    log: given['--log'][0],
    receipts: given['--receipt'],
    receiptKeys: given['--receipt-key'],
    checkpoints: given['--checkpoint'],
    tsaRoots: given['--tsa-roots'],
    lateMs: Number(late) * 60_000,
  };
}

/** STREAM:SEQ:HASH, as a receipt prints it. */
export function headOf(text: string): Head | undefined {
  const [stream, seq, hash, ...more] = text.split(':');
  if (stream === undefined || stream === '' || more.length > 0 || !isHash(hash) || !/^[1-9]\d{0,14}$/.test(seq ?? '')) return undefined;
  return { stream, seq: Number(seq), hash };
}
