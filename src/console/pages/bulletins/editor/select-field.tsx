import { useId } from 'preact/hooks';
import type { Wrong } from './check.ts';
import { WrongText, wrongProps } from './wrong-text.tsx';

/** One of several; `choose` names the state in which nothing is chosen yet. */
export function SelectField<Value extends string>(props: {
  label: string;
  value: Value | undefined;
  options: readonly Value[];
  text: (value: Value) => string;
  onChange: (value: Value) => void;
  wrong: Wrong | undefined;
  choose?: string;
}) {
  const id = useId();
  const { label, value, options, text, onChange, wrong, choose } = props;
  return (
    <label>
      {label}
      <select
        value={value ?? ''}
        onChange={(event) => onChange(event.currentTarget.value as Value)}
        {...wrongProps(id, wrong)}
      >
        {value === undefined && (
          <option value="" disabled>
            {choose}
          </option>
        )}
        {options.map((option) => (
          <option key={option} value={option}>
            {text(option)}
          </option>
        ))}
      </select>
      <WrongText id={id} wrong={wrong} />
    </label>
  );
}
