/** What scripts may rely on; `ews --help` says the same. */
export const EXIT = {
  ok: 0,
  /** Something was refused or failed; the message names its code. */
  failed: 1,
  /** The command line cannot be understood; for `ews verify`, also "consistent, but checked against nothing". */
  usage: 2,
} as const;

export const EXIT_HELP = `
Exit codes:
  0  done
  1  refused or failed: standard error has a sentence and a code, or with --json a problem object
  2  the command line is wrong; for "verify" also: consistent, but its keys are checked against nothing`;
