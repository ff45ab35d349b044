import { ApiProperty } from '@nestjs/swagger';
import type { WebhookDelivery, WebhookRecord } from '@tregua/store';
import { isoOf } from '../http/instant.js';

export class WebhookView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty() label: string;
  @ApiProperty() url: string;
  @ApiProperty({ type: [String] }) audiences: readonly string[];
  @ApiProperty({ type: 'string', nullable: true }) party: string | null;
  @ApiProperty({ enum: ['active', 'disabled'] }) status: string;
  @ApiProperty({ type: 'string', enum: ['byAdministrator', 'tooManyFailures', 'gone', null], nullable: true }) disabledBecause:
    string | null;
  @ApiProperty({ type: 'integer', description: 'Failed calls in a row.' }) failures: number;
  @ApiProperty({ type: 'string', format: 'date-time', nullable: true }) failingSince: string | null;
  @ApiProperty({ format: 'date-time' }) createdAt: string;
  @ApiProperty({ format: 'date-time' }) changedAt: string;
}

export class WebhookSecretView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ description: 'Of Standard Webhooks (whsec_…). Shown this once; kept sealed.' }) secret: string;
}

export class WebhookHostView {
  @ApiProperty() host: string;
}

export class WebhookDeliveryView {
  @ApiProperty({ format: 'uuid' }) id: string;
  @ApiProperty({ format: 'uuid' }) notice: string;
  @ApiProperty({ description: 'The header webhook-id: the same for every attempt and replay of one notice.' }) messageId: string;
  @ApiProperty() kind: string;
  @ApiProperty({ type: 'integer' }) attempt: number;
  @ApiProperty({ format: 'date-time' }) at: string;
  @ApiProperty({ enum: ['accepted', 'failed'] }) outcome: string;
  @ApiProperty({ type: 'integer', nullable: true }) httpStatus: number | null;
  @ApiProperty({ type: 'string', nullable: true }) error: string | null;
  @ApiProperty({ type: 'integer' }) tookMs: number;
}

export class WebhookDeliveriesPage {
  @ApiProperty({ type: [WebhookDeliveryView] }) items: WebhookDeliveryView[];
  @ApiProperty({ type: 'string', nullable: true }) next: string | null;
}

export function webhookView(webhook: WebhookRecord): WebhookView {
  const { id, label, url, audiences, party, status, disabledBecause, failures, failingSince, createdAt, changedAt } = webhook;
  return {
    id,
    label,
    url,
    audiences,
    party,
    status,
    disabledBecause,
    failures,
    failingSince: failingSince === null ? null : isoOf(failingSince),
    createdAt: isoOf(createdAt),
    changedAt: isoOf(changedAt),
  };
}

export function deliveryView({ at, ...delivery }: WebhookDelivery): WebhookDeliveryView {
  const { id, notice, messageId, kind, attempt, outcome, httpStatus, error, tookMs } = delivery;
  return { id, notice, messageId, kind, attempt, at: isoOf(at), outcome, httpStatus, error, tookMs };
}
