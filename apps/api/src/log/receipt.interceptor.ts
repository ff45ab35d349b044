import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { mergeMap, type Observable } from 'rxjs';
import type { Request } from '../http/request.js';
import { Receipts, type AnsweredPlace } from './receipts.js';

/** Under which names an answer says where its entry stands: commands by `receipt`, other writes by `entry`. */
const PLACES = ['receipt', 'entry'] as const;

/**
 * Puts the signed receipt beside the place of every entry that a write answers with. It stands behind all routes, so that none can forget it.
 */
@Injectable()
export class ReceiptInterceptor implements NestInterceptor {
  constructor(private readonly receipts: Receipts) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { method } = context.switchToHttp().getRequest<Request>();
    return method === 'GET' || method === 'HEAD' ? next.handle() : next.handle().pipe(mergeMap((answer: unknown) => this.withNote(answer)));
  }

  private async withNote(answer: unknown): Promise<unknown> {
    if (typeof answer !== 'object' || answer === null) return answer;
    for (const name of PLACES) {
      const place = (answer as Record<string, unknown>)[name];
      if (!isPlace(place)) continue;
      const note = await this.receipts.noteFor(place);
      return note === undefined ? answer : { ...answer, [name]: { ...place, note } };
    }
    return answer;
  }
}

function isPlace(value: unknown): value is AnsweredPlace {
  if (typeof value !== 'object' || value === null) return false;
  const { stream, seq, hash, at } = value as Record<string, unknown>;
  return typeof stream === 'string' && typeof seq === 'number' && typeof hash === 'string' && typeof at === 'string';
}
