/// <reference lib="dom" />
import type { Told, Work } from './messages.js';

/** The worker's own text, put in by the build: a page that is one file has no other to load it from. */
declare const WORKER_TEXT: string;

const found = <T extends HTMLElement>(id: string): T => {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`The page lacks #${id}.`);
  return element as T;
};

const form = found<HTMLFormElement>('form');
const bundle = found<HTMLInputElement>('bundle');
const policy = found<HTMLInputElement>('policy');
const receipts = found<HTMLInputElement>('receipts');
const receiptKeys = found<HTMLInputElement>('receipt-keys');
const status = found('status');
const progress = found<HTMLProgressElement>('progress');
const report = found('report');
const machine = found('machine');
const save = found<HTMLAnchorElement>('save');
let worker: Worker | undefined;
let dropped: File | undefined;

function start(): void {
  const file = dropped ?? bundle.files?.[0];
  if (file === undefined) {
    status.textContent = 'Choose a bundle first.';
    return;
  }
  worker?.terminate();
  document.body.dataset['verdict'] = '';
  report.textContent = '';
  machine.textContent = '';
  save.hidden = true;
  progress.hidden = false;
  progress.removeAttribute('value');
  status.textContent = `Verifying ${file.name} …`;
  const address = URL.createObjectURL(new Blob([WORKER_TEXT], { type: 'text/javascript' }));
  worker = new Worker(address);
  worker.onmessage = ({ data }: MessageEvent<Told>): void => tell(data);
  worker.onerror = (event): void => tell({ kind: 'unusable', says: event.message });
  const work: Work = {
    bundle: file,
    policy: policy.files?.[0],
    receipts: [...(receipts.files ?? [])],
    receiptKeys: [...(receiptKeys.files ?? [])],
  };
  worker.postMessage(work);
}

function tell(told: Told): void {
  if (told.kind === 'progress') {
    progress.max = told.of;
    progress.value = Math.min(told.done, told.of);
    return;
  }
  progress.hidden = true;
  worker?.terminate();
  if (told.kind === 'unusable') {
    status.textContent = `This cannot be checked: ${told.says}`;
    document.body.dataset['verdict'] = 'unusable';
    return;
  }
  status.textContent = 'Done.';
  report.textContent = told.text;
  machine.textContent = told.line;
  save.href = URL.createObjectURL(told.report);
  save.hidden = false;
  document.body.dataset['verdict'] = told.verdict;
  report.focus();
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  start();
});
bundle.addEventListener('change', () => {
  dropped = undefined;
});
for (const name of ['dragover', 'drop'] as const) {
  document.addEventListener(name, (event) => {
    event.preventDefault();
    if (name !== 'drop') return;
    const file = event.dataTransfer?.files[0];
    if (file === undefined) return;
    dropped = file;
    start();
  });
}
