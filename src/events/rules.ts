import {
  countBulletin,
  countBundle,
  countJudged,
  countObservations,
  countPage,
  countPeerRefusal,
  countRequest,
  countTakenBack,
  measureLink,
  measureState,
} from './counts.ts';
import type { EventFields, EventName } from './facts.ts';
import type { LogLevel } from './logger.ts';
import type { Metrics } from './metrics.ts';

type LineLevel = Exclude<LogLevel, 'silent'>;
type Measure<Name extends EventName> = (metrics: Metrics, fields: EventFields[Name]) => void;

/** The level of the event's line, the line's text, and what it counts. */
export type Rule<Name extends EventName> = readonly [level: LineLevel, text: string, measure?: Measure<Name>];

export const RULES: { readonly [Name in EventName]: Rule<Name> } = {
  nodeStarted: ['info', 'node started', (m) => m.up.set(1)],
  nodeStopped: ['info', 'node stopped', (m) => m.up.set(0)],
  storeFailed: ['error', 'the store failed', (m, { code }) => m.storeFailures.inc({ code })],
  loopFailed: ['error', 'a recurring task failed', (m, { loop }) => m.loopFailures.inc({ loop })],
  fenceRefused: ['error', 'the fence refused the log', (m, { code }) => m.fenceRefusals.inc({ code })],
  recoveryStarted: ['warn', 'the log is taken back from peers'],
  entriesTakenBack: ['info', 'own entries came back', countTakenBack],
  recoveryFailed: [
    'warn',
    'a peer could not be asked for the own log',
    (m, { peer, code }) => m.recoveryFailures.inc({ peer, code }),
  ],
  recoveryWaiting: ['warn', 'the log waits for peers'],
  logRecovered: ['info', 'the log was taken back'],
  ownEntriesOpened: [
    'info',
    'content of own entries came back',
    (m, { peer, entries }) => m.entriesTakenBack.inc({ peer, outcome: 'opened' }, entries),
  ],
  clockAdvanced: ['info', 'business clock advanced'],

  ingestFinished: ['info', 'ingest finished', countObservations],
  derivationFinished: ['debug', 'derivation finished', (m, { series }) => m.derivedSeries.inc(series)],
  derivationRefused: ['warn', 'indicator not derived'],
  sourceFetched: [
    'info',
    'source fetched',
    (m, { source, outcome }) => m.sourceRuns.inc({ source, outcome }),
  ],
  sourceFailed: ['warn', 'source failed', (m, { source }) => m.sourceRuns.inc({ source, outcome: 'failed' })],
  signalRaised: ['info', 'signal raised', (m, { level }) => m.signals.inc({ event: 'raised', level })],
  signalClosed: ['info', 'signal closed', (m) => m.signals.inc({ event: 'closed', level: '' })],
  signalDismissed: ['info', 'signal dismissed', (m) => m.signals.inc({ event: 'dismissed', level: '' })],
  reportReceived: [
    'info',
    'report received',
    (m, { way, outcome }) => m.reports.inc({ event: outcome === 'stored' ? 'received' : 'repeated', way }),
  ],
  reportJudged: ['info', 'report judged', (m, { state }) => m.reports.inc({ event: state, way: '' })],
  catalogueLoaded: ['info', 'catalogue of policy events loaded'],

  bulletinDrafted: ['info', 'bulletin drafted', countBulletin('drafted')],
  bulletinEdited: ['info', 'bulletin edited', countBulletin('edited')],
  bulletinSubmitted: ['info', 'bulletin submitted', countBulletin('submitted')],
  bulletinApproved: ['info', 'bulletin approved', countBulletin('approved')],
  bulletinReturned: ['info', 'bulletin returned to draft', countBulletin('returned')],
  bulletinIssued: ['info', 'bulletin issued', countBulletin('issued')],
  bulletinWithdrawn: ['info', 'bulletin withdrawn', countBulletin('withdrawn')],
  acknowledged: ['info', 'bulletin acknowledged', (m, { type }) => m.acknowledgements.inc({ type })],

  pageAccepted: ['info', 'page accepted', countPage],
  pageServed: ['info', 'page served', (m, { peer }) => m.pagesServed.inc({ peer })],
  pageRefused: ['error', 'page refused', (m, { peer, code }) => m.pagesRefused.inc({ peer, code })],
  signaturesChecked: [
    'info',
    'signatures checked',
    (m, { peer, entries, refused }) => {
      m.signatures.inc({ peer, outcome: 'holds' }, entries - refused);
      m.signatures.inc({ peer, outcome: 'refused' }, refused);
    },
  ],
  entryRefused: ['error', 'entry refused', (m, { peer, code }) => m.entriesRefused.inc({ peer, code })],
  pullFailed: ['warn', 'pull failed', (m, { peer, code }) => m.pullFailures.inc({ peer, code })],
  relayBegun: ['info', 'log comes through another peer'],
  relayEnded: ['info', 'log comes from its own node again'],
  relayFailed: ['warn', 'relay failed', (m, { peer, code }) => m.relayFailures.inc({ peer, code })],
  entriesOpened: [
    'info',
    'sealed entries opened',
    (m, { peer, entries }) => m.entriesOpened.inc({ peer }, entries),
  ],
  pullHeldUp: [
    'warn',
    'pulls held up by a quota',
    (m, { peer, waiting }) => m.entriesHeldUp.set({ peer }, waiting),
  ],
  hintSent: ['debug', 'hint sent', (m, { peer }) => m.hints.inc({ peer, event: 'sent' })],
  hintFailed: ['warn', 'hint failed', (m, { peer }) => m.hints.inc({ peer, event: 'failed' })],
  hintReceived: ['debug', 'hint received', (m, { peer }) => m.hints.inc({ peer, event: 'received' })],
  cursorReceived: ['debug', 'cursor received', (m, { peer, size }) => m.peerCursor.set({ peer }, size)],
  checkpointCosigned: ['debug', 'checkpoint cosigned', (m, { way }) => m.cosigned.inc({ way })],
  cosignatureReceived: [
    'debug',
    'cosignature received',
    (m, { peer }) => m.cosignatures.inc({ peer, event: 'received' }),
  ],
  cosignatureFailed: ['warn', 'cosignature not taken', (m) => m.cosigned.inc({ way: 'failed' })],
  checkpointsJudged: ['debug', 'checkpoints judged', countJudged],
  gossipFailed: ['warn', 'exchange of checkpoints failed', (m, { peer }) => m.gossipFailures.inc({ peer })],
  forkFound: ['error', 'log forked', (m) => m.forksFound.inc()],
  forkPublished: ['warn', 'fork published'],
  branchKept: [
    'error',
    'entries of another branch',
    (m, { peer, entries }) => m.branchEntries.inc({ peer }, entries),
  ],
  peerRefused: ['warn', 'request of a peer refused', countPeerRefusal],
  bundleExported: ['info', 'bundle made'],
  bundleImported: ['info', 'bundle imported', countBundle],
  bundlePageRefused: ['error', 'page of a bundle refused'],
  epochFollowed: ['warn', 'a peer has begun a later log'],
  peerEnrolled: ['info', 'peer enrolled'],
  peerStateChanged: ['info', 'peer state changed'],
  peerKeysChanged: [
    'info',
    'keys of a peer changed',
    (m, { peer }) => m.peerKeys.inc({ peer, event: 'changed' }),
  ],
  peerKeysRefused: [
    'error',
    'keys of a peer refused',
    (m, { peer }) => m.peerKeys.inc({ peer, event: 'refused' }),
  ],
  keysChanged: ['info', 'keys changed'],
  keyEnding: ['warn', 'a key ends soon'],
  encryptionLeftOut: ['warn', 'entry not encrypted', (m) => m.unencrypted.inc()],
  linkChanged: ['warn', 'link changed', measureState],
  linkMeasured: ['trace', 'link measured', measureLink],
  clockOff: ['warn', 'clock of a peer is off'],

  signedIn: ['info', 'signed in', (m) => m.signIns.inc({ result: 'accepted' })],
  signInFailed: ['warn', 'sign-in failed', (m) => m.signIns.inc({ result: 'refused' })],
  accountChanged: ['info', 'account changed'],
  requestFinished: ['debug', 'request finished', countRequest],
};
