import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Sector } from '../../domain/indicator.ts';
import { LEVELS } from '../../domain/level.ts';
import { commonTexts } from '../i18n/common.ts';
import { useTexts } from '../i18n/locale.ts';
import { type Query, useQuery } from './use-query.ts';

/** Filters of a list, all of them kept in the address; they are reset together. */
export function Filters({ names, children }: { names: readonly string[]; children: ComponentChildren }) {
  const t = useTexts(commonTexts);
  const { query, change } = useQuery();
  const active = names.some((name) => query[name] !== undefined);
  return (
    <search class="filters">
      {children}
      {active && (
        <button
          type="button"
          class="plain"
          onClick={() => change(Object.fromEntries(names.map((name) => [name, undefined])))}
        >
          {t.reset}
        </button>
      )}
    </search>
  );
}

/** How long typing has to rest before the address follows. */
const REST_MS = 150;

export function SearchField({ label, placeholder }: { label: string; placeholder: string }) {
  const { query, change } = useQuery();
  const [typed, setTyped] = useRestingValue(query.q ?? '', (q) => change({ q }, 'replace'));
  return (
    <label>
      {label}
      <input
        type="search"
        placeholder={placeholder}
        value={typed}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
    </label>
  );
}

/** A value that is shown at once and told when it rests, as long as it is another than outside. */
function useRestingValue(outside: string, tell: (value: string) => void) {
  const [value, setValue] = useState(outside);
  useEffect(() => setValue(outside), [outside]);
  useEffect(() => {
    if (value === outside) return undefined;
    const timer = setTimeout(() => tell(value), REST_MS);
    return () => clearTimeout(timer);
  });
  return [value, setValue] as const;
}

export function Choice<Value extends string>(props: {
  label: string;
  name: string;
  options: readonly Value[];
  text: (value: Value) => string;
}) {
  const t = useTexts(commonTexts);
  const { query, change }: Query = useQuery();
  return (
    <label>
      {props.label}
      <select
        value={query[props.name] ?? ''}
        onChange={(event) => change({ [props.name]: event.currentTarget.value })}
      >
        <option value="">{t.all}</option>
        {props.options.map((option) => (
          <option key={option} value={option}>
            {props.text(option)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function SectorChoice({ label }: { label: string }) {
  const { sectors } = useTexts(commonTexts);
  return <Choice label={label} name="sector" options={Sector.options} text={(each) => sectors[each]} />;
}

export function LevelChoice({ label }: { label: string }) {
  const { levels } = useTexts(commonTexts);
  return <Choice label={label} name="level" options={LEVELS} text={(each) => levels[each]} />;
}
