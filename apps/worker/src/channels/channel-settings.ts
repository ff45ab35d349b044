import { join } from 'node:path';
import { ConfigError, type Environment } from '@tregua/platform';
import { readSmtpUrl } from './mail/mail-way.js';

/** How notices leave this worker. */
export interface ChannelSettings {
  /** Where people find this Commission: the beginning of links, and the source of its events. */
  readonly baseUrl: string;
  readonly mail: {
    /** Absent: letters are written as files into the folder. */
    readonly smtpUrl?: string;
    readonly folder: string;
    /** Of a mailbox: `Tregua <notices@example.org>` or an address alone. */
    readonly from: string;
  };
  /** Webhooks on this very machine are called. For tests and demonstrations only. */
  readonly webhooksToLoopback: boolean;
}

/** Where the application starts in earnest, or shows itself on one machine. */
export type StartedAs = 'production' | 'demonstration';

/**
 * Reads SMTP_URL, TREGUA_MAIL_FROM, TREGUA_BASE_URL and TREGUA_WEBHOOKS_TO_LOOPBACK.
 *
 * @throws ConfigError that names the setting; the last one is refused in production, where it would let a webhook reach what only this machine may
 */
export function readChannelSettings(env: Environment, home: string, startedAs: StartedAs): ChannelSettings {
  const baseUrl = given(env, 'TREGUA_BASE_URL') ?? 'http://127.0.0.1:3000';
  if (!/^https?:\/\/[^\s?#@]+$/.test(baseUrl) || !URL.canParse(baseUrl))
    throw new ConfigError('TREGUA_BASE_URL', 'must be the address where people find this Commission, such as https://commission.example');
  const from = given(env, 'TREGUA_MAIL_FROM') ?? 'Tregua <notices@localhost>';
  if (domainOf(from) === undefined) throw new ConfigError('TREGUA_MAIL_FROM', 'must be a mail address, or a name and <address>');
  const smtpUrl = readSmtpUrl(env['SMTP_URL']);
  return {
    baseUrl,
    mail: { ...(smtpUrl === undefined ? {} : { smtpUrl }), folder: join(home, 'mail'), from },
    webhooksToLoopback: readLoopback(env, startedAs),
  };
}

/** The setting that lets webhooks call this machine; the API asks for it too. @throws ConfigError in production */
export function readLoopback(env: Environment, startedAs: StartedAs): boolean {
  const text = given(env, 'TREGUA_WEBHOOKS_TO_LOOPBACK') ?? 'false';
  if (text !== 'true' && text !== 'false') throw new ConfigError('TREGUA_WEBHOOKS_TO_LOOPBACK', 'must be "true" or "false"');
  if (text === 'true' && startedAs === 'production')
    throw new ConfigError(
      'TREGUA_WEBHOOKS_TO_LOOPBACK',
      'is for tests and demonstrations: here it would open this machine to whoever registers webhooks',
    );
  return text === 'true';
}

/** The domain of a mailbox; undefined where the text is none. */
export function domainOf(from: string): string | undefined {
  return /^(?:[^<>\r\n"]{0,100} )?<?[A-Za-z0-9._%+-]{1,64}@([A-Za-z0-9.-]{1,253})>?$/.exec(from)?.[1];
}

function given(env: Environment, name: string): string | undefined {
  const text = env[name];
  return text === undefined || text === '' ? undefined : text;
}
