import { useId } from 'preact/hooks';

interface Field<Value> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
}

/** One of several. */
export function Select<Value extends string>(
  props: Field<Value> & { options: readonly Value[]; text: (value: Value) => string },
) {
  return (
    <label>
      {props.label}
      <select value={props.value} onChange={(event) => props.onChange(event.currentTarget.value as Value)}>
        {props.options.map((option) => (
          <option key={option} value={option}>
            {props.text(option)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** A line of text, with what it takes beneath. */
export function Line(
  props: Field<string> & { help?: string; required?: boolean; most?: number; pattern?: string },
) {
  const id = useId();
  const { label, value, onChange, help, required = false, most, pattern } = props;
  return (
    <div>
      <label>
        {label}
        <input
          value={value}
          required={required}
          maxLength={most}
          pattern={pattern}
          aria-describedby={help === undefined ? undefined : id}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      </label>
      {help !== undefined && (
        <small id={id} class="soft">
          {help}
        </small>
      )}
    </div>
  );
}

export function DayField({
  label,
  value,
  onChange,
  required = false,
}: Field<string> & { required?: boolean }) {
  return (
    <label>
      {label}
      <input
        type="date"
        value={value}
        required={required}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
    </label>
  );
}
