import { ActionIcon, Button, Fieldset, Group, MultiSelect, Stack, TagsInput, Tooltip } from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { QuestionText } from '../findings/question-text';
import { InWords } from '../ui/in-words';
import { BallotField } from './ballot-field';
import { useChoices } from './choices';
import { typeOf, type FieldProps, type FieldValue } from './field';
import { namesOf } from './field-order';
import { useRulebookList } from './rulebook-lists';
import { BooleanField, IntegerField, TextField } from './scalar-fields';
import type { FieldSchema } from './schema';
import { useLabel, useSaid } from './use-said';

/** One field of a command's body, drawn from its schema; objects and lists hold further ones. */
export function Field(props: FieldProps) {
  const { schema, name } = props;
  switch (typeOf(schema)) {
    case 'object':
      return name === 'choices' ? <BallotField value={props.value} onChange={props.onChange} /> : <ObjectField {...props} />;
    case 'array':
      return <ListField {...props} />;
    case 'boolean':
      return <BooleanField {...props} />;
    case 'integer':
      return <IntegerField {...props} />;
    default:
      return <TextField {...props} />;
  }
}

/** The fields of an object: those that must be there or that nearly everybody fills first, the others one click away. */
export function Fields({ schema, pointer, value, onChange, problems }: Omit<FieldProps, 'name' | 'required'>) {
  const { t } = useTranslation();
  const inner = (value ?? {}) as Readonly<Record<string, FieldValue>>;
  const required = schema.required ?? [];
  const { shown, further } = namesOf(schema, inner);
  const drawn = (names: readonly string[]) =>
    names.map((name) => (
      <Field
        key={name}
        name={name}
        pointer={`${pointer}/${name}`}
        schema={schema.properties?.[name] ?? {}}
        required={required.includes(name)}
        value={inner[name]}
        onChange={(next) => onChange({ ...inner, [name]: next })}
        problems={problems}
      />
    ));
  return (
    <Stack gap="sm">
      {drawn(shown)}
      {further.length > 0 && (
        <details>
          <summary>{t('desk.furtherFields', { count: further.length })}</summary>
          <Stack gap="sm" mt="xs">
            {drawn(further)}
          </Stack>
        </details>
      )}
    </Stack>
  );
}

function ObjectField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useLabel(props.name);
  const label = said.text;
  const { value, required, onChange } = props;
  if (value === undefined && !required) return <AddButton name={label} onClick={() => onChange({})} />;
  return (
    <Fieldset legend={<InWords said={said} />}>
      <Fields {...props} />
      {!required && (
        <Button variant="default" size="compact-sm" mt="xs" onClick={() => onChange(undefined)}>
          {t('act.remove', { name: label })}
        </Button>
      )}
    </Fieldset>
  );
}

function ListField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useSaid(props);
  const { name, schema, value, onChange } = props;
  const item = schema.items ?? {};
  const listed = useRulebookList(item['x-rulebook-list']);
  const own = useChoices(name);
  const values = (value ?? []) as readonly FieldValue[];
  if (typeOf(item) === 'object') return <GroupsField {...props} item={item} values={values} label={said.label} />;
  const change = (next: readonly string[]): void => onChange(next.length === 0 ? undefined : next);
  const choices = item.enum?.map((code) => ({ value: code, label: t(`desk.choice.${code}`, { defaultValue: code }) })) ?? own;
  const most = schema.maxItems ?? 20;
  const data = item['x-rulebook-list'] === undefined ? choices : listed;
  const clear = { 'aria-label': t('clear') };
  if (data === undefined) {
    return <TagsInput {...said} clearable clearButtonProps={clear} maxTags={most} value={values.map(String)} onChange={change} />;
  }
  return (
    <MultiSelect
      {...said}
      searchable
      clearable
      clearButtonProps={clear}
      data={[...data]}
      value={values.map(String)}
      maxValues={most}
      onChange={change}
    />
  );
}

interface GroupsProps extends FieldProps {
  readonly item: FieldSchema;
  readonly values: readonly FieldValue[];
  readonly label: string;
}

/** A list of groups: each a set of fields with a legend of its own, so that two of them are told apart. */
function GroupsField({ name, schema, item, values, label, onChange, pointer, problems }: GroupsProps) {
  const { t } = useTranslation();
  const said = useLabel(name);
  return (
    <Fieldset legend={<InWords said={said} />}>
      <Stack gap="sm">
        {values.map((one, index) => (
          <Group key={index} align="start" wrap="nowrap">
            <Fieldset flex={1} legend={<ItemLegend name={name} label={label} value={one} index={index} />}>
              <Fields
                schema={item}
                pointer={`${pointer}/${index}`}
                value={one}
                onChange={(next) => onChange(values.map((old, at) => (at === index ? next : old)))}
                problems={problems}
              />
            </Fieldset>
            <Tooltip label={t('act.remove', { name: label })}>
              <ActionIcon
                variant="subtle"
                color="red.9"
                size="lg"
                aria-label={t('act.remove', { name: `${label} ${index + 1}` })}
                onClick={() => onChange(values.filter((_, at) => at !== index))}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
        {values.length < (schema.maxItems ?? 20) && <AddButton name={label} onClick={() => onChange([...values, {}])} />}
      </Stack>
    </Fieldset>
  );
}

const QUESTIONS = ['questions', 'proposals'];

function ItemLegend({ name, label, value, index }: { name: string; label: string; value: FieldValue; index: number }) {
  const { kind, violation, party, level } = (value ?? {}) as Readonly<Record<string, FieldValue>>;
  const text = (one: FieldValue): string | null => (typeof one === 'string' ? one : null);
  if (!QUESTIONS.includes(name) || typeof kind !== 'string') return <>{`${label} ${index + 1}`}</>;
  return (
    <>
      {index + 1}. <QuestionText question={{ kind, violation: text(violation), party: text(party), level: text(level) }} />
    </>
  );
}

function AddButton({ name, onClick }: { readonly name: string; readonly onClick: () => void }) {
  const { t } = useTranslation();
  return (
    <Button variant="default" size="compact-sm" w="fit-content" leftSection={<IconPlus size={14} aria-hidden />} onClick={onClick}>
      {t('act.add', { name })}
    </Button>
  );
}
