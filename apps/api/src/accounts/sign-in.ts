import { Inject, Injectable } from '@nestjs/common';
import { findSignIn, SessionsWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { newSecret } from '../http/authentication.js';
import { Problem } from '../http/problem.js';
import { passwordFits } from './password.js';

/** Signs somebody in, for the JSON route and for the plain form alike. */
@Injectable()
export class SignIn {
  constructor(
    @Inject(API_OPTIONS) private readonly options: ApiOptions,
    private readonly sessions: SessionsWriter,
  ) {}

  /**
   * @returns the session's id, and its secret for the cookie.
   * @throws 401 for whatever was wrong, without saying what; 429 while name or address must wait.
   */
  async signIn(name: string, password: string, address: string): Promise<{ session: string; secret: string; personId: string }> {
    const wait = await this.sessions.waitFor(name, address);
    if (wait > 0) throw tooMany(wait);
    const { dataSource, settings } = this.options;
    const found = await findSignIn(dataSource, name);
    const fits = await passwordFits(found?.passwordHash, password, settings.passwordMemoryKib);
    if (found === undefined || !fits || found.status !== 'active') {
      const delay = await this.sessions.countFailure(name, address);
      if (delay > 0) throw tooMany(delay);
      throw new Problem('sign-in-failed');
    }
    await this.sessions.forgive(name, address);
    const { secret, hash } = newSecret();
    const session = await this.sessions.start(found.id, hash, settings.sessionHours, { id: found.id, role: 'public' });
    return { session, secret, personId: found.id };
  }
}

function tooMany(seconds: number): Problem {
  return new Problem('too-many-wrong-passwords', { headers: { 'retry-after': String(seconds) } });
}
