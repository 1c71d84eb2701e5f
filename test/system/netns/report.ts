/** What came of one fault. */
export interface Result {
  readonly name: string;
  /** What was done, and by which means. */
  readonly done: string;
  /** Seconds until both sides showed it, or until everything arrived in spite of it. */
  readonly seenSeconds?: number;
  readonly arrivedSeconds?: number;
  /** Seconds from its end until all links work and all is held everywhere. */
  readonly healedSeconds?: number;
  /** Bulletins in the three logs, and those that peers hold and have verified. */
  readonly issued: number;
  readonly held: number;
  /** What the audit from outside says, or what went wrong. */
  readonly verdict: string;
}

const COLUMNS = ['fault', 'seen s', 'arrived s', 'healed s', 'issued', 'held', 'verdict', 'what was done'];

/** The results as a table of Markdown. */
export function formatTable(results: readonly Result[]): string {
  const seconds = (value: number | undefined) => value?.toFixed(1) ?? '–';
  const rows = results.map((each) => [
    each.name,
    seconds(each.seenSeconds),
    seconds(each.arrivedSeconds),
    seconds(each.healedSeconds),
    String(each.issued),
    String(each.held),
    each.verdict,
    each.done,
  ]);
  const widths = COLUMNS.map((column, at) =>
    Math.max(...[column, ...rows.map((row) => row[at] ?? '')].map((text) => text.length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [
    line(COLUMNS),
    `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`,
    ...rows.map(line),
  ].join('\n');
}
