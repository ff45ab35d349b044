import { CloudEvent, HTTP } from 'cloudevents';
import type { HeldNotice } from '@tregua/store';
import { linkOf } from '../link.js';
import { messageKey } from '../message-key.js';

/** Far above what an event needs: whatever is larger holds something that does not belong in it. */
export const MOST_BODY_BYTES = 16 * 1024;

export interface WebhookMessage {
  /** The header `webhook-id`, and the id of the event. */
  readonly id: string;
  readonly contentType: string;
  readonly body: string;
}

/** A notice as a CloudEvents 1.0 structured JSON event: what it is about, and where to look. @throws MessageRefused */
export function webhookMessage({ noticeKey, matter }: HeldNotice, baseUrl: string): WebhookMessage {
  const { kind, purpose, reason, process, subject, reference, state, dueAt, at } = matter;
  const id = messageKey(noticeKey);
  const event = new CloudEvent({
    id,
    source: baseUrl,
    type: `tregua.notice.${kind}`,
    time: new Date(at).toISOString(),
    datacontenttype: 'application/json',
    ...(process === null || subject === null ? {} : { subject: `${process}/${subject}` }),
    data: {
      kind,
      purpose,
      reason,
      reference,
      state,
      dueAt: dueAt === null ? null : new Date(dueAt).toISOString(),
      link: linkOf(matter, baseUrl),
    },
  });
  const { headers, body } = HTTP.structured(event);
  const text = String(body);
  if (Buffer.byteLength(text) > MOST_BODY_BYTES) throw new MessageRefused('bodyIsTooLarge');
  return { id, contentType: String(headers['content-type']), body: text };
}

/** A message that must not leave; its code is the reason. */
export class MessageRefused extends Error {
  constructor(readonly code: string) {
    super(`The message is refused: ${code}.`);
  }
}
