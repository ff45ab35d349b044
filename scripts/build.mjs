// npm run build: installs what is missing and builds dist/ when a source has changed.
import { build, say } from './prepare.mjs';

build();
say('dist/ is up to date.');
