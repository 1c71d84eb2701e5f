import { useId } from 'preact/hooks';

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>(props: {
  label: string;
  options: readonly Value[];
  value: Value;
  text: (value: Value) => string;
  onChange: (value: Value) => void;
}) {
  const name = useId();
  return (
    <fieldset class="segmented">
      <legend>{props.label}</legend>
      {props.options.map((option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === props.value}
            onChange={() => props.onChange(option)}
          />
          <span>{props.text(option)}</span>
        </label>
      ))}
    </fieldset>
  );
}
