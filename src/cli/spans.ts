/** A span of time for people: `12 s`, `3 min`, `5 h`, `9 d`. */
export function duration(seconds: number | undefined): string {
  if (seconds === undefined) return '';
  if (seconds < 120) return `${Math.round(seconds)} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}

/** How long ago something was. */
export function ago(time: string | undefined, now: number): string {
  return time === undefined ? '' : duration(Math.max(0, (now - Date.parse(time)) / 1000));
}
