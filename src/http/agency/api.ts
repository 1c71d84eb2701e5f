import type { FastifyInstance } from 'fastify';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { EwsNode } from '../../node.ts';
import { requireTokens } from '../auth.ts';
import { accountRoutes } from './accounts.ts';
import type { Api } from './answers.ts';
import { auditRoutes } from './audit.ts';
import { bandRoutes } from './bands.ts';
import { boardRoutes } from './board.ts';
import { bulletinRoutes } from './bulletins.ts';
import { bundleRoutes } from './bundles.ts';
import { detectorRoutes } from './detectors.ts';
import { draftRoutes, followUpRoutes } from './drafts.ts';
import { effectRoutes } from './effects.ts';
import { forkRoutes } from './forks.ts';
import { indicatorRoutes } from './indicators.ts';
import { linkRoutes } from './links.ts';
import { liveRoutes } from './live.ts';
import { logRoutes } from './log.ts';
import { nodeRoutes } from './node.ts';
import { observationRoutes } from './observations.ts';
import { overviewRoutes } from './overview.ts';
import { peerRoutes } from './peers.ts';
import { queueRoutes } from './queue.ts';
import { realmRoutes } from './realm.ts';
import { recoveryRoutes } from './recovery.ts';
import { refusedRoutes } from './refused.ts';
import { releaseRoutes } from './releases.ts';
import { reportIntakeRoutes } from './report-intake.ts';
import { reportWebhookRoutes } from './report-webhook.ts';
import { reportRoutes } from './reports.ts';
import { seriesRoutes } from './series.ts';
import { seriesExportRoute } from './series-export.ts';
import { sessionRoutes } from './session.ts';
import { signalRoutes } from './signals.ts';
import { situationReportRoutes } from './situation-report.ts';
import { situationRoutes } from './situations.ts';
import { sourceRoutes } from './sources.ts';
import { supplyMapRoutes } from './supply-map.ts';
import { verificationRoutes } from './verification.ts';

/** One function a resource; each adds its routes. */
const RESOURCES: readonly ((api: Api, node: EwsNode) => void)[] = [
  sessionRoutes,
  realmRoutes,
  accountRoutes,
  nodeRoutes,
  indicatorRoutes,
  overviewRoutes,
  seriesRoutes,
  seriesExportRoute,
  bandRoutes,
  detectorRoutes,
  observationRoutes,
  sourceRoutes,
  signalRoutes,
  queueRoutes,
  supplyMapRoutes,
  effectRoutes,
  situationRoutes,
  situationReportRoutes,
  reportRoutes,
  reportIntakeRoutes,
  reportWebhookRoutes,
  bulletinRoutes,
  draftRoutes,
  followUpRoutes,
  releaseRoutes,
  verificationRoutes,
  peerRoutes,
  linkRoutes,
  refusedRoutes,
  forkRoutes,
  logRoutes,
  recoveryRoutes,
  bundleRoutes,
  auditRoutes,
  liveRoutes,
  boardRoutes,
];

/** Everything under /api/v1. */
export async function agencyApi(scope: FastifyInstance, node: EwsNode): Promise<void> {
  await requireTokens(scope, node);
  const api = scope.withTypeProvider<ZodTypeProvider>();
  for (const addRoutes of RESOURCES) addRoutes(api, node);
}
