/** Rows that a source offered, and what became of them: the others add up to `offered`. */
export interface IngestCounts {
  readonly offered: number;
  readonly stored: number;
  readonly revised: number;
  readonly unchanged: number;
  readonly superseded: number;
  readonly refused: number;
}
