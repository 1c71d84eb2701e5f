import { useRef } from 'preact/hooks';

/** What was there last while its successor is awaited, so that nothing flickers; another `of`: nothing. */
export function useLasting<T>(value: T | undefined, of: string): T | undefined {
  const last = useRef<{ of: string; value: T }>(undefined);
  if (value !== undefined) last.current = { of, value };
  return value ?? (last.current?.of === of ? last.current.value : undefined);
}
