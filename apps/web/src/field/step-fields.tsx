import { Stack } from '@mantine/core';
import { Field, type FieldValue } from './form';
import { groupOf, type Draft } from './draft';
import type { FieldLaw } from './preparation';

export interface StepProps {
  readonly draft: Draft;
  readonly law: FieldLaw;
  readonly onChange: (draft: Draft) => void;
}

/** Fields of the content, drawn from the shape that the server itself is held to. */
export function ContentFields({
  draft,
  law,
  onChange,
  names,
  required = [],
}: StepProps & { names: readonly string[]; required?: readonly string[] }) {
  const { content } = draft;
  return (
    <Stack>
      {names.map((name) => (
        <Field
          key={name}
          name={name}
          pointer={`/content/${name}`}
          schema={law.schema.properties?.[name] ?? {}}
          required={required.includes(name)}
          value={content[name]}
          onChange={(next) => onChange({ ...draft, content: without(content, name, next) })}
          problems={[]}
        />
      ))}
    </Stack>
  );
}

/** Fields of a group within the content, such as its details. */
export function GroupFields({
  draft,
  law,
  onChange,
  group,
  names,
  required = [],
}: StepProps & { group: 'place' | 'details'; names: readonly string[]; required?: readonly string[] }) {
  const { content } = draft;
  const inner = groupOf(content[group]);
  const change = (name: string, next: FieldValue): void => {
    const now = without(inner, name, next);
    onChange({ ...draft, content: without(content, group, Object.keys(now).length === 0 ? undefined : now) });
  };
  return (
    <Stack>
      {names.map((name) => (
        <Field
          key={name}
          name={name}
          pointer={`/content/${group}/${name}`}
          schema={law.schema.properties?.[group]?.properties?.[name] ?? {}}
          required={required.includes(name)}
          value={inner[name]}
          onChange={(next) => change(name, next)}
          problems={[]}
        />
      ))}
    </Stack>
  );
}

function without(values: Readonly<Record<string, FieldValue>>, name: string, next: FieldValue): Readonly<Record<string, FieldValue>> {
  const { [name]: _, ...rest } = values;
  return next === undefined ? rest : { ...rest, [name]: next };
}
