import {
  ActionIcon,
  Button,
  Checkbox,
  Fieldset,
  Group,
  MultiSelect,
  NumberInput,
  Select,
  Stack,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ProblemItem } from '../api/problem';
import { useRulebookList } from './rulebook-lists';
import { isLongText, type FieldSchema } from './schema';

export type FieldValue = string | number | boolean | undefined | readonly FieldValue[] | { readonly [name: string]: FieldValue };

interface FieldProps {
  readonly name: string;
  /** JSON pointer into the body: what the server's problems point to. */
  readonly pointer: string;
  readonly schema: FieldSchema;
  readonly required: boolean;
  readonly value: FieldValue;
  readonly onChange: (value: FieldValue) => void;
  readonly problems: readonly ProblemItem[];
}

const typeOf = ({ type }: FieldSchema): string => (Array.isArray(type) ? String(type[0]) : String(type));

/** One field of a command's body, drawn from its schema; objects and lists hold further ones. */
export function Field(props: FieldProps) {
  const { schema } = props;
  switch (typeOf(schema)) {
    case 'object':
      return <ObjectField {...props} />;
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

function useSaid({ name, pointer, schema, required, problems }: FieldProps) {
  const { t } = useTranslation();
  const error = problems.find((problem) => problem.pointer === pointer)?.detail;
  const label = t(`field.${name}`, { defaultValue: wordsOf(name) });
  const sealed = isLongText(schema) ? t('act.keptApart') : undefined;
  return { label, required, ...(error === undefined ? {} : { error }), ...(sealed === undefined ? {} : { description: sealed }) };
}

/** The fields of an object, those that must be there first. */
export function Fields({ schema, pointer, value, onChange, problems }: Omit<FieldProps, 'name' | 'required'>) {
  const inner = (value ?? {}) as Readonly<Record<string, FieldValue>>;
  const required = schema.required ?? [];
  const names = Object.keys(schema.properties ?? {}).sort(
    (one, other) => Number(required.includes(other)) - Number(required.includes(one)),
  );
  return (
    <Stack gap="sm">
      {names.map((name) => (
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
      ))}
    </Stack>
  );
}

function ObjectField(props: FieldProps) {
  const { t } = useTranslation();
  const { label } = useSaid(props);
  const { value, required, onChange } = props;
  if (value === undefined && !required) {
    return (
      <Button
        variant="subtle"
        size="compact-sm"
        w="fit-content"
        leftSection={<IconPlus size={14} aria-hidden />}
        onClick={() => onChange({})}
      >
        {t('act.add', { name: label })}
      </Button>
    );
  }
  return (
    <Fieldset legend={label}>
      <Fields {...props} />
      {!required && (
        <Button variant="subtle" color="red.9" size="compact-sm" mt="xs" onClick={() => onChange(undefined)}>
          {t('act.remove', { name: label })}
        </Button>
      )}
    </Fieldset>
  );
}

function ListField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useSaid(props);
  const { schema, value, onChange, pointer, problems } = props;
  const item = schema.items ?? {};
  const choices = useRulebookList(item['x-rulebook-list']);
  const values = (value ?? []) as readonly FieldValue[];
  const listed = item.enum ?? (item['x-rulebook-list'] === undefined ? undefined : choices);
  if (listed !== undefined) {
    return (
      <MultiSelect
        {...said}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': t('clear') }}
        data={[...listed]}
        value={values.map(String)}
        maxValues={schema.maxItems ?? 20}
        onChange={(next) => onChange(next.length === 0 ? undefined : next)}
      />
    );
  }
  return (
    <Fieldset legend={said.label}>
      <Stack gap="sm">
        {values.map((one, index) => (
          <Group key={index} align="end" wrap="nowrap">
            <div style={{ flex: 1 }}>
              <Field
                name={`${props.name}Item`}
                pointer={`${pointer}/${index}`}
                schema={item}
                required
                value={one}
                onChange={(next) => onChange(values.map((old, at) => (at === index ? next : old)))}
                problems={problems}
              />
            </div>
            <Tooltip label={t('act.remove', { name: said.label })}>
              <ActionIcon
                variant="subtle"
                color="red.9"
                size="lg"
                aria-label={t('act.remove', { name: `${said.label} ${index + 1}` })}
                onClick={() => onChange(values.filter((_, at) => at !== index))}
              >
                <IconTrash size={18} aria-hidden />
              </ActionIcon>
            </Tooltip>
          </Group>
        ))}
        {values.length < (schema.maxItems ?? 20) && (
          <Button
            variant="light"
            size="compact-sm"
            w="fit-content"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...values, typeOf(item) === 'object' ? {} : undefined])}
          >
            {t('act.add', { name: said.label })}
          </Button>
        )}
      </Stack>
    </Fieldset>
  );
}

function BooleanField(props: FieldProps) {
  const { label, error } = useSaid(props);
  return (
    <Checkbox
      label={label}
      error={error}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked || (props.required ? false : undefined))}
    />
  );
}

function IntegerField(props: FieldProps) {
  const said = useSaid(props);
  const { minimum, maximum } = props.schema;
  return (
    <NumberInput
      {...said}
      allowDecimal={false}
      {...(minimum === undefined ? {} : { min: minimum })}
      {...(maximum === undefined ? {} : { max: maximum })}
      value={typeof props.value === 'number' ? props.value : ''}
      onChange={(next) => props.onChange(typeof next === 'number' ? next : undefined)}
      hideControls
    />
  );
}

function TextField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useSaid(props);
  const { schema, value, onChange } = props;
  const list = schema['x-rulebook-list'];
  const choices = useRulebookList(list);
  const text = typeof value === 'string' ? value : '';
  const change = (next: string): void => onChange(next === '' ? undefined : next);
  if (schema.enum !== undefined || list !== undefined) {
    return (
      <Select
        {...said}
        searchable
        clearable={!props.required}
        clearButtonProps={{ 'aria-label': t('clear') }}
        data={schema.enum === undefined ? [...choices] : [...schema.enum]}
        value={text === '' ? null : text}
        onChange={(next) => change(next ?? '')}
      />
    );
  }
  const limit = schema.maxLength === undefined ? {} : { maxLength: schema.maxLength };
  if (schema.format === 'date-time') {
    return (
      <TextInput
        {...said}
        type="datetime-local"
        step={1}
        description={t('act.localTime')}
        value={localOf(text)}
        onChange={({ currentTarget }) => change(currentTarget.value === '' ? '' : new Date(currentTarget.value).toISOString())}
      />
    );
  }
  if (isLongText(schema))
    return (
      <Textarea
        {...said}
        {...limit}
        autosize
        minRows={2}
        maxRows={12}
        value={text}
        onChange={({ currentTarget }) => change(currentTarget.value)}
      />
    );
  return <TextInput {...said} {...limit} value={text} onChange={({ currentTarget }) => change(currentTarget.value)} />;
}

/** An instant as the browser's own field wants it: in this device's time, without a zone. */
function localOf(instant: string): string {
  if (instant === '') return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const wordsOf = (name: string): string =>
  name
    .replace(/([a-z])([A-Z])/g, (_, one: string, two: string) => `${one} ${two.toLowerCase()}`)
    .replace(/^./, (first) => first.toUpperCase());
