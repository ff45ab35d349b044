import { Checkbox, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { InWords } from '../ui/in-words';
import { useChoices } from './choices';
import { isHash, type FieldProps } from './field';
import { HashField } from './hash-field';
import { useRulebookList, type Choice } from './rulebook-lists';
import { isLongText } from './schema';
import { useLabel, useSaid, type SaidOfField } from './use-said';

export function BooleanField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useSaid(props);
  const name = useLabel(props.name);
  // Where yes or no must be said, nothing may stand for no.
  if (props.required) {
    return (
      <Select
        {...said}
        allowDeselect={false}
        data={[
          { value: 'true', label: t('yes') },
          { value: 'false', label: t('no') },
        ]}
        value={typeof props.value === 'boolean' ? String(props.value) : null}
        onChange={(next) => props.onChange(next === null ? undefined : next === 'true')}
      />
    );
  }
  return (
    <Checkbox
      label={<InWords said={name} />}
      error={said.error}
      checked={props.value === true}
      onChange={({ currentTarget }) => props.onChange(currentTarget.checked || undefined)}
    />
  );
}

export function IntegerField(props: FieldProps) {
  const said = useSaid(props);
  const choices = useChoices(props.name);
  const { minimum, maximum } = props.schema;
  if (choices !== undefined) {
    return (
      <Chooser
        {...said}
        data={choices}
        value={typeof props.value === 'number' ? String(props.value) : ''}
        onChange={(next) => props.onChange(next === '' ? undefined : Number(next))}
      />
    );
  }
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

export function TextField(props: FieldProps) {
  const { t } = useTranslation();
  const said = useSaid(props);
  const { schema, value, onChange, name } = props;
  const listed = useRulebookList(schema['x-rulebook-list']);
  const own = useChoices(name);
  const text = typeof value === 'string' ? value : '';
  const change = (next: string): void => onChange(next === '' ? undefined : next);
  if (schema.enum !== undefined) {
    const data = schema.enum.map((code) => ({ value: code, label: t(`desk.choice.${code}`, { defaultValue: code }) }));
    return <Chooser {...said} data={data} value={text} onChange={change} />;
  }
  if (schema['x-rulebook-list'] !== undefined) return <Chooser {...said} data={listed} value={text} onChange={change} />;
  if (own !== undefined) return <Chooser {...said} data={own} value={text} onChange={change} />;
  if (isHash(schema)) return <HashField name={name} said={said} value={text} onChange={change} />;
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

interface ChooserProps extends SaidOfField {
  readonly data: readonly Choice[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** One of a list, found by typing. A value that the list does not hold stays as it is. */
function Chooser({ data, value, onChange, ...said }: ChooserProps) {
  const { t } = useTranslation();
  const known = value === '' || data.some((choice) => choice.value === value);
  return (
    <Select
      {...said}
      searchable
      allowDeselect={false}
      clearable={!said.required}
      clearButtonProps={{ 'aria-label': t('clear') }}
      data={known ? [...data] : [...data, { value, label: value }]}
      value={value === '' ? null : value}
      onChange={(next) => onChange(next ?? '')}
    />
  );
}

/** An instant as the browser's own field wants it: in this device's time, without a zone. */
function localOf(instant: string): string {
  if (instant === '') return '';
  const date = new Date(instant);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
