import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { caseProcess, reportProcess, rulebookIds, rulebookOf, type Field, type Fields } from '@tregua/casework';

const LANGUAGES = ['en', 'uk', 'fr', 'it', 'ru'];
/** Words of the tables that stand for several deadlines. */
const SETS_OF_DEADLINES = ['all', 'own'];
const PLURAL = /_(zero|one|two|few|many|other)$/;

const catalogue = (language: string): object => JSON.parse(readFileSync(join('apps/web/src/i18n', `${language}.json`), 'utf8')) as object;

/** Keys by their whole path; the forms of a plural count as one. */
function keysOf(tree: object, path = ''): string[] {
  return Object.entries(tree).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? keysOf(value, `${path}${name}.`) : [`${path}${name}`],
  );
}
const plain = (keys: readonly string[]): string[] => [...new Set(keys.map((key) => key.replace(PLURAL, '')))].sort();
const valueAt = (tree: object, key: string): unknown =>
  key.split('.').reduce<unknown>((inner, name) => (inner as Record<string, unknown>)[name], tree);
const namesIn = (text: unknown): string[] => [...String(text).matchAll(/{{(\w+)}}/g)].map(([, name]) => name as string).sort();

describe.each(LANGUAGES)('the catalogue of %s', (language) => {
  const tree = catalogue(language);
  const keys = keysOf(tree);

  it('has the keys of the English one, and no other', () => {
    expect(plain(keys)).toEqual(plain(keysOf(catalogue('en'))));
  });

  it('has every form that its language counts with', () => {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const counted = plain(keys.filter((key) => PLURAL.test(key)));
    const missing = counted.flatMap((key) => wanted.filter((form) => !keys.includes(`${key}_${form}`)).map((form) => `${key}_${form}`));
    expect(counted.length).toBeGreaterThan(3);
    expect(missing).toEqual([]);
  });

  it('puts the same values into each sentence as the English one', () => {
    const english = catalogue('en');
    const wrong = keys.filter((key) => {
      const model = keysOf(english).find((known) => known === key) ?? key.replace(PLURAL, '_other');
      return namesIn(valueAt(tree, key)).join() !== namesIn(valueAt(english, model)).join();
    });
    expect(wrong).toEqual([]);
  });

  it('names every state of both processes', () => {
    const states = [caseProcess, reportProcess].flatMap((process) => [...process.states, ...process.ends]);
    expect(states.filter((state) => !keys.includes(`state.${state}`))).toEqual([]);
  });

  it('names every command of both processes, and every field of a form that a person fills', () => {
    const commands = [caseProcess, reportProcess].flatMap(({ rows }) => Object.keys(rows));
    const filled = [caseProcess, reportProcess].flatMap(({ rows, fields }) =>
      Object.entries(rows).flatMap(([command, { by }]) => (by.every((right) => right === 'system') ? [] : namesOf(fields[command] ?? {}))),
    );
    expect(commands.length).toBeGreaterThan(120);
    expect(commands.filter((command) => !keys.includes(`commandName.${command}`))).toEqual([]);
    expect([...new Set(filled)].filter((name) => !keys.includes(`fieldName.${name}`))).toEqual([]);
  });

  it('names every term of every rulebook', () => {
    const names = rulebookIds.flatMap((id) => Object.keys(rulebookOf(id).terms));
    expect(names.length).toBeGreaterThan(60);
    expect(names.filter((name) => !keys.includes(`desk.deadline.${name}`) && !keys.includes(`admin.termName.${name}`))).toEqual([]);
  });

  it('names every value of a request, where a refusal of the API can point', () => {
    const values = requestValues();
    expect(values.length).toBeGreaterThan(200);
    expect(values.filter((name) => !keys.includes(`fieldName.${name}`))).toEqual([]);
  });

  it('names every choice that a form offers by itself, and every deadline', () => {
    const choices = [caseProcess, reportProcess].flatMap(({ rows, fields }) =>
      Object.keys(rows).flatMap((command) => choicesOf(fields[command] ?? {})),
    );
    expect([...new Set(choices)].filter((code) => !keys.includes(`desk.choice.${code}`))).toEqual([]);
    const deadlines = [caseProcess, reportProcess].flatMap(({ rows, ownDeadline }) => [
      ...Object.values(ownDeadline).flat(),
      ...Object.values(rows).flatMap(({ stops }) => (Array.isArray(stops) ? stops : [])),
    ]);
    expect([...new Set(deadlines)].filter((kind) => !SETS_OF_DEADLINES.includes(kind) && !keys.includes(`desk.deadline.${kind}`))).toEqual(
      [],
    );
  });
});

/** Names of fields, those inside of groups and lists too. */
function namesOf(fields: Fields): string[] {
  return Object.entries(fields).flatMap(([name, field]) => [name, ...namesOf(insideOf(field))]);
}

/** Codes of the fixed lists in a form; those of a rulebook's lists have their labels there. */
function choicesOf(fields: Fields): string[] {
  return Object.values(fields).flatMap((field) => {
    const one = field.kind === 'list' ? field.of : field;
    return [...(one.kind === 'code' && typeof one.of !== 'string' ? one.of : []), ...choicesOf(insideOf(field))];
  });
}

function insideOf(field: Field): Fields {
  if (field.kind === 'list') return insideOf(field.of);
  if (field.kind === 'group') return field.fields;
  return field.kind === 'secret' ? field.of : {};
}

interface Schema {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}
interface Operation {
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

/** Names of all values in all bodies that the API takes, by its document. */
function requestValues(): string[] {
  const { paths, components } = JSON.parse(readFileSync('apps/api/openapi.json', 'utf8')) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
  };
  const within = ({ $ref, properties = {}, items }: Schema): string[] => [
    ...($ref === undefined ? [] : within(components.schemas[$ref.split('/').pop() as string] as Schema)),
    ...Object.entries(properties).flatMap(([name, inner]) => [name, ...within(inner)]),
    ...(items === undefined ? [] : within(items)),
  ];
  const bodies = Object.values(paths).flatMap((path) =>
    Object.values(path).flatMap(({ requestBody }) => Object.values(requestBody?.content ?? {})),
  );
  return [...new Set(bodies.flatMap(({ schema }) => within(schema)))];
}
