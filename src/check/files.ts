import { type Check, type Finding, RESTORE } from './finding.ts';

export const SCHEMA_CHECK: Check = {
  name: 'schema',
  title: 'the tables are those of this program',
  run: ({ inspection }) =>
    inspection.files.flatMap(({ name, path }): Finding[] => {
      const pending = inspection.pending(name);
      if (pending === 0) return [];
      const what = `${pending} migrations of this program are not applied: the file is of an older version.`;
      return [{ where: path, what, todo: 'Back up, and start the node: the start applies them.' }];
    }),
};

/** Both files, as SQLite itself sees them: pages, tables, indexes, references. */
export const FILE_CHECKS: readonly Check[] = [
  {
    name: 'files',
    title: 'both database files are whole',
    run: ({ inspection, full }) =>
      inspection.files.flatMap(({ name, path }) =>
        inspection.damage(name, full).map((what): Finding => ({ where: path, what, todo: RESTORE })),
      ),
  },
  {
    name: 'foreign-keys',
    title: 'what rows refer to is there',
    run: ({ inspection }) =>
      inspection.files.flatMap(({ name, path }) =>
        inspection.danglingKeys(name).map(({ table, parent, rows }): Finding => {
          const what = `${rows} rows of ${table} refer to rows of ${parent} that are not there.`;
          return { where: path, what, todo: RESTORE };
        }),
      ),
  },
];
