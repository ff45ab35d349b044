import type { HeldNotice } from '@tregua/store';
import { Channel, type Failed, type Sent } from '../channel.js';
import { messageKey } from '../message-key.js';
import { checkCatalogues } from './catalogues.js';
import { MOST_LETTER_BYTES, type MailWay } from './mail-way.js';
import { choicesLink, isChosen, renderMail, type MailReader } from './render-mail.js';

/** Where a person's letters go, and how they read them. */
export interface MailRecipient extends MailReader {
  /** Null: none is on file. */
  readonly mailAddress: string | null;
}

export interface MailChannelOptions {
  readonly way: MailWay;
  /** Undefined: there is no such person any more. */
  readonly recipientOf: (person: string) => Promise<MailRecipient | undefined>;
  readonly baseUrl: string;
  /** The right half of Message-IDs. */
  readonly domain: string;
}

/** Sends notices as letters. */
export class MailChannel extends Channel {
  readonly name = 'mail';

  /** @throws Error when a catalogue of texts is not in order */
  constructor(private readonly options: MailChannelOptions) {
    super();
    checkCatalogues();
  }

  async send(notice: HeldNotice, signal: AbortSignal): Promise<Sent> {
    const { baseUrl, domain, way, recipientOf } = this.options;
    const recipient = await recipientOf(notice.recipient);
    if (recipient === undefined || recipient.mailAddress === null)
      return { outcome: 'failed', code: 'recipientHasNoAddress', again: false };
    if (!isAddress(recipient.mailAddress)) return { outcome: 'failed', code: 'addressIsNoMailAddress', again: false };
    const letter = renderMail(notice.matter, recipient, baseUrl);
    if (Buffer.byteLength(letter.text) + Buffer.byteLength(letter.html) > MOST_LETTER_BYTES)
      return { outcome: 'failed', code: 'bodyIsTooLarge', again: false };
    try {
      await way.send(
        {
          ...letter,
          to: recipient.mailAddress,
          messageId: `${messageKey(notice.noticeKey)}@${domain}`,
          headers: headersOf(notice, recipient, baseUrl),
        },
        signal,
      );
      return { outcome: 'sent' };
    } catch (error) {
      return failureOf(error, signal);
    }
  }
}

/** RFC 3834: a machine wrote it, and machines need not answer. RFC 2369: where to have fewer, for what is a matter of choice. */
function headersOf({ matter }: HeldNotice, { language }: MailRecipient, baseUrl: string): Record<string, string> {
  return {
    'Auto-Submitted': 'auto-generated',
    'X-Auto-Response-Suppress': 'All',
    'Content-Language': language,
    ...(isChosen(matter.purpose) ? { 'List-Unsubscribe': `<${choicesLink(baseUrl)}>` } : {}),
  };
}

/** One mailbox and nothing else: what would address several, or bring in a header, is no address. */
function isAddress(text: string): boolean {
  return text.length <= 254 && /^[^\s@<>(),;:"\\[\]\u0000-\u001f\u007f]{1,64}@[^\s@<>(),;:"\\[\]\u0000-\u001f\u007f]+$/.test(text);
}

/**
 * What a failure means. 5xx for this recipient or letter: no other attempt ends otherwise. 4xx: later. Everything before the server has heard of
 * the recipient is the way's fault and not the recipient's.
 */
function failureOf(error: unknown, signal: AbortSignal): Failed {
  const { code, responseCode, command } = error as { code?: string; responseCode?: number; command?: string };
  const isAboutLetter = /^(MAIL FROM|RCPT TO|DATA|API)/.test(command ?? '');
  if (signal.aborted) return { outcome: 'failed', code: 'noAnswerInTime', again: true };
  if (responseCode !== undefined && isAboutLetter) {
    if (responseCode >= 500) return { outcome: 'failed', code: 'recipientIsRefused', again: false };
    return { outcome: 'failed', code: 'recipientIsPutOff', again: true };
  }
  if (code === 'EAUTH') return { outcome: 'failed', code: 'mailServerRefusesSignIn', again: true, wayIsBroken: true };
  if (['ECONNECTION', 'ESOCKET', 'EDNS', 'ETIMEDOUT', 'ECONNREFUSED', 'ETLS'].includes(code ?? ''))
    return { outcome: 'failed', code: 'mailServerIsNotReached', again: true, wayIsBroken: true };
  return { outcome: 'failed', code: 'mailWasNotTaken', again: true };
}
