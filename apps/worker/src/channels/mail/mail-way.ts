import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { ConfigError } from '@tregua/platform';

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Without angle brackets; the same for every attempt. */
  readonly messageId: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** How letters leave. `send` throws as nodemailer does. */
export interface MailWay {
  send(letter: Letter, signal: AbortSignal): Promise<void>;
}

/** Until the server has greeted: what takes longer is the server's fault, and no recipient's. */
const GREETED_MS = 5_000;
/** Beyond the limit of an attempt, which then ends it. */
const SILENCE_MS = 30_000;

/** A letter is text of a few lines: whatever is larger holds something that does not belong in it. */
export const MOST_LETTER_BYTES = 64 * 1024;

/**
 * Through a mail server. One connection a letter: a recipient that makes the server hang holds its own connection and no other's place in a
 * pool.
 */
export function smtpWay(smtpUrl: string, from: string): MailWay {
  const url = new URL(smtpUrl);
  const isSecure = url.protocol === 'smtps:';
  const options = {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port === '' ? (isSecure ? 465 : 587) : Number(url.port),
    secure: isSecure,
    // A password travels over TLS only; elsewhere TLS is taken where it is offered.
    requireTLS: !isSecure && url.username !== '',
    connectionTimeout: GREETED_MS,
    greetingTimeout: GREETED_MS,
    dnsTimeout: GREETED_MS,
    socketTimeout: SILENCE_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(url.username === '' ? {} : { auth: { user: decodeURIComponent(url.username), pass: decodeURIComponent(url.password) } }),
  };
  return {
    send: async (letter, signal) => {
      // A transport of its own, so that the end of the attempt ends its connection.
      const transport = createTransport(options);
      const end = (): void => transport.close();
      signal.addEventListener('abort', end, { once: true });
      try {
        await untilAborted(transport.sendMail(messageOf(letter, from)), signal);
      } finally {
        signal.removeEventListener('abort', end);
        transport.close();
      }
    },
  };
}

/** Into a folder, a file a letter, named by its key: a letter that is sent again replaces itself. */
export function fileWay(folder: string, from: string): MailWay {
  const transport = createTransport({
    streamTransport: true,
    buffer: true,
    newline: 'unix',
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async (letter) => {
      const { message } = await transport.sendMail(messageOf(letter, from));
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const file = join(folder, `${letter.messageId.replace(/@.*$/, '').replaceAll(/[^A-Za-z0-9._-]/g, '_')}.eml`);
      await writeFile(`${file}.part`, message as Buffer, { mode: 0o600 });
      await rename(`${file}.part`, file);
    },
  };
}

function messageOf({ to, subject, text, html, messageId, headers }: Letter, from: string): object {
  return { from, to: { name: '', address: to }, subject, text, html, messageId: `<${messageId}>`, headers, encoding: 'quoted-printable' };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let end: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    end = () => reject(Object.assign(new Error('no answer in time'), { code: 'ETIMEDOUT' }));
    if (signal.aborted) end();
    signal.addEventListener('abort', end, { once: true });
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (end !== undefined) signal.removeEventListener('abort', end);
  }
}

/** The address of the mail server, or undefined where none is set. @throws ConfigError */
export function readSmtpUrl(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const isKnown = URL.canParse(text) && /^smtps?:\/\/[^\s/]+\/?$/.test(text);
  if (!isKnown)
    throw new ConfigError('SMTP_URL', 'must be smtp://host:port or smtps://host:port, with user and password before the host where needed');
  return text;
}
