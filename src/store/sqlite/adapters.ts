import { AuditChain } from './audit.ts';
import { Board } from './board.ts';
import { SqliteBulletins } from './bulletins.ts';
import { SqliteCheckpoints } from './checkpoints.ts';
import { SqliteLinks } from './links.ts';
import { SqliteLog } from './log.ts';
import { SqliteObservations } from './observations.ts';
import type { Databases } from './open.ts';
import { Pages } from './pages.ts';
import { SqlitePeers } from './peers.ts';
import { SqlitePeople } from './people.ts';
import { Received } from './received.ts';
import { SqliteRecovery } from './recovery.ts';
import { SqliteReports } from './reports.ts';
import { Sealed } from './sealed.ts';
import { SqliteSignals } from './signals.ts';
import { SqliteSources } from './sources.ts';
import { Unchecked } from './unchecked.ts';
import { SqliteUploads } from './uploads.ts';
import { UsedTokens } from './used-tokens.ts';
import { SqliteWeeks } from './weeks.ts';

/** The ports as SQLite implements them, without promises and without threads. */
export interface Adapters {
  readonly observations: SqliteObservations;
  readonly uploads: SqliteUploads;
  readonly signals: SqliteSignals;
  readonly reports: SqliteReports;
  readonly bulletins: SqliteBulletins;
  readonly log: SqliteLog;
  readonly peers: SqlitePeers;
  readonly checkpoints: SqliteCheckpoints;
  readonly recovery: SqliteRecovery;
  readonly links: SqliteLinks;
  readonly people: SqlitePeople;
  readonly sources: SqliteSources;
  readonly weeks: SqliteWeeks;
}

/** The class of each port: its methods, and which of them write. */
export const CLASSES = {
  observations: SqliteObservations,
  uploads: SqliteUploads,
  signals: SqliteSignals,
  reports: SqliteReports,
  bulletins: SqliteBulletins,
  log: SqliteLog,
  peers: SqlitePeers,
  checkpoints: SqliteCheckpoints,
  recovery: SqliteRecovery,
  links: SqliteLinks,
  people: SqlitePeople,
  sources: SqliteSources,
  weeks: SqliteWeeks,
} as const;

export function makeAdapters({ observations, node }: Databases): Adapters {
  const audit = new AuditChain(node);
  const log = new SqliteLog(node);
  const received = new Received(node);
  const tokens = new UsedTokens(node);
  const unchecked = new Unchecked(node);
  const sealed = new Sealed(node);
  const signals = new SqliteSignals(node, audit);
  const checkpoints = new SqliteCheckpoints(node, { log, tokens });
  return {
    observations: new SqliteObservations(observations),
    uploads: new SqliteUploads(node),
    signals,
    reports: new SqliteReports(node, audit),
    bulletins: new SqliteBulletins(node, { audit, board: new Board(node), log, received, signals }),
    log,
    peers: new SqlitePeers(node, {
      audit,
      log,
      pages: new Pages({ log, received, checkpoints, sealed, unchecked }),
      sealed,
      tokens,
      unchecked,
    }),
    checkpoints,
    recovery: new SqliteRecovery(node, { audit, log, received }),
    links: new SqliteLinks(node, tokens),
    people: new SqlitePeople(node, audit),
    sources: new SqliteSources(node),
    weeks: new SqliteWeeks(node),
  };
}
