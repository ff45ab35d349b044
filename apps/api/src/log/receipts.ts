import { Inject, Injectable } from '@nestjs/common';
import { LogNonces } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';

/** Where an entry stands, as answers say it. */
export interface AnsweredPlace {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

/** Makes the signed note that goes with the place of an entry. Without a receipt key there are none. */
@Injectable()
export class Receipts {
  private nonces: Promise<LogNonces> | undefined;

  constructor(@Inject(API_OPTIONS) private readonly options: ApiOptions) {}

  async noteFor({ stream, seq, hash, at }: AnsweredPlace): Promise<string | undefined> {
    const { receiptKey, dataSource, keyring } = this.options;
    if (receiptKey === undefined) return undefined;
    this.nonces ??= LogNonces.open(dataSource, keyring).catch((error: unknown) => {
      this.nonces = undefined; // the next answer tries again
      throw error;
    });
    return receiptKey.sign({ tag: (await this.nonces).tagOf(stream), seq, hash, at });
  }
}
