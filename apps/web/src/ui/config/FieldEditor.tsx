import { lazy, Suspense } from 'react';
import { Segmented } from '../Segmented.tsx';
import { checkValue } from './check-value.ts';
import { type EditorProps, readScalar } from './editor-props.ts';
import { useConfigForm } from './form.ts';
import { ListEditor } from './ListEditor.tsx';
import { MapEditor } from './MapEditor.tsx';
import { isMask } from './mask.ts';
import { SecretEditor } from './SecretEditor.tsx';
import { SizeEditor } from './SizeEditor.tsx';
import { isSizeField } from './size.ts';
import { isTree } from './tree.ts';
import { defaultWords } from './words.ts';

const JsonEditor = lazy(() => import('./JsonEditor.tsx').then((module) => ({ default: module.JsonEditor })));

/** The editor that fits the field and what it holds now. */
export function FieldEditor(props: EditorProps) {
  const { field, value } = props;
  if (field.sensitive || isMask(value)) return <SecretEditor {...props} />;
  if (field.type === 'boolean' && (value === undefined || typeof value === 'boolean')) return <OnOff {...props} />;
  if (field.type === 'enum' && field.values && !isTree(value)) return <Choice {...props} values={field.values} />;
  if (field.type === 'list' && isPlainList(value)) return <ListEditor {...props} />;
  if (field.type === 'map' && isPlainMap(value)) return <MapEditor {...props} />;
  if (isSizeField(field) && !isTree(value) && !Array.isArray(value)) return <SizeEditor {...props} />;
  if (['string', 'number', 'integer'].includes(field.type) && !isTree(value) && !Array.isArray(value))
    return <Text {...props} />;
  return (
    <Suspense fallback={<span className="bone cfg-bone" />}>
      <JsonEditor {...props} />
    </Suspense>
  );
}

const isScalar = (value: unknown) => ['string', 'number', 'boolean'].includes(typeof value);
const isPlainList = (value: unknown) => value === undefined || (Array.isArray(value) && value.every(isScalar));
const isPlainMap = (value: unknown) => value === undefined || (isTree(value) && Object.values(value).every(isScalar));

function Text({ id, path, field, value }: EditorProps) {
  const form = useConfigForm();
  const isNumber = field.type !== 'string';
  return (
    <input
      id={id}
      className={isNumber ? 'input cfg-input mono cfg-number' : 'input cfg-input mono'}
      value={value === undefined ? '' : String(value)}
      inputMode={isNumber ? 'decimal' : 'text'}
      placeholder={defaultWords(field)}
      autoComplete="off"
      autoCapitalize="off"
      spellCheck={false}
      readOnly={form.why_not !== undefined}
      aria-invalid={checkValue(field, value) ? true : undefined}
      aria-describedby={`${id}-problems`}
      onChange={(event) => {
        if (event.target.value === '') form.unset(path);
        else form.set(path, readScalar(field.type, event.target.value));
      }}
    />
  );
}

function OnOff({ path, field, value, name }: EditorProps) {
  const form = useConfigForm();
  const fallback = defaultWords(field);
  return (
    <Segmented
      label={name}
      show_label={false}
      value={value === undefined ? 'default' : value ? 'on' : 'off'}
      options={[
        { value: 'default', label: fallback === '' ? 'Default' : `Default, ${fallback}` },
        { value: 'on', label: 'On' },
        { value: 'off', label: 'Off' },
      ]}
      onChange={(next) => (next === 'default' ? form.unset(path) : form.set(path, next === 'on'))}
    />
  );
}

const segments_max = 4;
const segment_letters_max = 34;

function Choice({ id, path, field, value, name, values }: EditorProps & { values: unknown[] }) {
  const form = useConfigForm();
  const fallback = defaultWords(field);
  const options = [
    { value: '', label: fallback === '' ? 'Default' : `Default, ${fallback}` },
    ...values.map((one, at) => ({ value: String(at), label: String(one) })),
  ];
  const at = values.indexOf(value);
  const choose = (next: string) => (next === '' ? form.unset(path) : form.set(path, values[Number(next)]));
  const letters = options.reduce((sum, option) => sum + option.label.length, 0);
  if (values.length <= segments_max && letters <= segment_letters_max && (at >= 0 || value === undefined))
    return (
      <Segmented label={name} show_label={false} value={at < 0 ? '' : String(at)} options={options} onChange={choose} />
    );
  return (
    <select
      id={id}
      className="input select cfg-input"
      value={at < 0 ? (value === undefined ? '' : 'other') : String(at)}
      aria-describedby={`${id}-problems`}
      onChange={(event) => choose(event.target.value)}
    >
      {at < 0 && value !== undefined && <option value="other">{String(value)}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </select>
  );
}
