import { Module } from '@nestjs/common';
import { PeopleWriter, SessionsWriter, TokensWriter } from '@tregua/store';
import { API_OPTIONS, type ApiOptions } from '../api-options.js';
import { PeopleController } from './people.controller.js';
import { SessionController } from './session.controller.js';
import { SignInFormController } from './sign-in-form.controller.js';
import { SignIn } from './sign-in.js';

const writers = [PeopleWriter, SessionsWriter, TokensWriter].map((writer) => ({
  provide: writer,
  inject: [API_OPTIONS],
  useFactory: (options: ApiOptions) => new writer(options.dataSource, options.keyring),
}));

@Module({ controllers: [SessionController, SignInFormController, PeopleController], providers: [...writers, SignIn] })
export class AccountsModule {}
