/** `2021-10-11T00:00:00.000Z` → what a date and time field of the browser shows, in the browser's zone. */
export function toLocalInput(instant: string | undefined): string {
  if (instant === undefined) return '';
  const at = new Date(instant);
  const shifted = new Date(at.getTime() - at.getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}

/** And back; undefined where nothing is entered. */
export function fromLocalInput(value: string): string | undefined {
  const at = new Date(value);
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString();
}
