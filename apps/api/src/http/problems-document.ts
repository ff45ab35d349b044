import { problemTypes } from './problem.js';
import { engineRefusalSentences } from './refusals.js';
import { sentences, shapeSentences } from './sentences.js';
import { processes } from './processes.js';

/** docs/problems.md: every problem that a client can meet, from the tables that make them. */
export function problemsDocument(): string {
  const guards = new Map(processes.flatMap(({ guards: named }) => Object.entries(named).map(([code, { says }]) => [code, says] as const)));
  return [
    '# Problems',
    '',
    'Generated from the catalogue of the API and the guards of the law; `npm run golden` writes it anew. Every error is an RFC 9457 document',
    '(`application/problem+json`): `type` is `/problems#<name>`, `instance` the request id as a URN. `errors` lists everything that is wrong, each with a',
    '`code` to translate by, and where it is: `pointer` (RFC 6901, into the body), `parameter` (query) or `header`.',
    '',
    '## Types',
    '',
    '| name | status | title | what to make of it |',
    '|---|---|---|---|',
    ...Object.entries(problemTypes).map(([name, { status, title, meaning }]) => `| \`${name}\` | ${status} | ${title} | ${meaning} |`),
    '',
    '## Rules of shape (`shape-is-wrong`)',
    '',
    '| code | sentence |',
    '|---|---|',
    ...Object.entries(shapeSentences).map(([code, says]) => `| \`${code}\` | ${says} |`),
    '',
    '## Refusals of the door and the engine',
    '',
    '| code | problem | what was unmet |',
    '|---|---|---|',
    ...engineRefusalSentences.map(([code, problem, says]) => `| \`${code}\` | \`${problem}\` | ${says} |`),
    '',
    '## Rules of single requests',
    '',
    'Of forms, uploads, imports, exports, webhooks, roles, secrecy, erasure and the office. A sentence takes its values from `params`.',
    '',
    '| code | sentence |',
    '|---|---|',
    ...Object.entries(sentences)
      .filter(([code]) => !Object.hasOwn(shapeSentences, code))
      .map(([code, says]) => `| \`${code}\` | ${says.replaceAll('|', '\\|')} |`),
    '',
    '## Guards of the law (`guards-are-unmet`)',
    '',
    '| code | what was unmet |',
    '|---|---|',
    ...[...guards]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([code, says]) => `| \`${code}\` | ${says.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n');
}
