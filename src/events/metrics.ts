import { Counter, Gauge, Histogram, type Registry } from 'prom-client';

export type Metrics = ReturnType<typeof createMetrics>;

/** Every metric of a node. `peer` is always the id of an enrolled peer. */
export function createMetrics(registry: Registry) {
  const registers = [registry];
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Gauge({ name, help, labelNames, registers });
  return {
    up: gauge('ews_up', '1 while the node runs', []),
    storeFailures: counter('ews_store_failures_total', 'Failures of the store by code', ['code']),
    loopFailures: counter('ews_loop_failures_total', 'Failed runs of recurring tasks', ['loop']),
    fenceRefusals: counter('ews_fence_refusals_total', 'Times that the fence refused the log', ['code']),
    entriesTakenBack: counter('ews_entries_taken_back_total', 'Entries of the own log that peers gave back', [
      'peer',
      'outcome',
    ]),
    bundleEntries: counter(
      'ews_bundle_entries_total',
      'Entries of imported bundles, by what became of them',
      ['outcome'],
    ),
    recoveryFailures: counter(
      'ews_recovery_failures_total',
      'Times that a peer could not be asked for the own log',
      ['peer', 'code'],
    ),
    observations: counter('ews_observations_total', 'Observations offered, by what became of them', [
      'outcome',
    ]),
    derivedSeries: counter('ews_derived_series_total', 'Derived series that changed', []),
    sourceRuns: counter('ews_source_runs_total', 'Runs of sources of data by outcome', ['source', 'outcome']),
    signals: counter('ews_signals_total', 'Signals raised, closed and dismissed', ['event', 'level']),
    reports: counter('ews_reports_total', 'Reports by people, received and judged', ['event', 'way']),
    bulletins: counter('ews_bulletins_total', 'Steps in the life of own bulletins', ['event', 'level']),
    acknowledgements: counter('ews_acknowledgements_total', 'Acknowledgements made here', ['type']),
    pages: counter('ews_pages_total', 'Pages of entries accepted', ['peer']),
    pagesServed: counter('ews_pages_served_total', 'Pages with entries given to a peer', ['peer']),
    pagesRefused: counter('ews_pages_refused_total', 'Pages refused as a whole', ['peer', 'code']),
    entries: counter('ews_entries_total', 'Entries of accepted pages by outcome', ['peer', 'outcome']),
    entriesRefused: counter('ews_entries_refused_total', 'Entries refused, by code', ['peer', 'code']),
    signatures: counter(
      'ews_signatures_checked_total',
      'Entries whose signatures were checked after their page',
      ['peer', 'outcome'],
    ),
    pullFailures: counter('ews_pull_failures_total', 'Pulls that failed on the way', ['peer', 'code']),
    cosigned: counter('ews_checkpoints_cosigned_total', 'Checkpoints of other logs cosigned, and not taken', [
      'way',
    ]),
    cosignatures: counter('ews_cosignatures_total', 'Cosignatures of the own log by witness', [
      'peer',
      'event',
    ]),
    checkpointsJudged: counter(
      'ews_checkpoints_judged_total',
      'Checkpoints passed on by a peer, by outcome',
      ['peer', 'outcome'],
    ),
    gossipFailures: counter('ews_checkpoint_exchange_failures_total', 'Failed exchanges of checkpoints', [
      'peer',
    ]),
    forksFound: counter('ews_forks_found_total', 'Logs found to be forked', []),
    branchEntries: counter(
      'ews_branch_entries_total',
      'Entries kept of a branch that does not continue a log',
      ['peer'],
    ),
    relayFailures: counter('ews_relay_failures_total', 'Pulls through another peer that failed', [
      'peer',
      'code',
    ]),
    relayedEntries: counter(
      'ews_relayed_entries_total',
      'Entries of accepted pages that came through another peer',
      ['peer', 'via'],
    ),
    entriesOpened: counter('ews_entries_opened_total', 'Entries sealed by a relay that came whole later', [
      'peer',
    ]),
    entriesHeldUp: gauge('ews_entries_held_up', 'Entries that wait at their origin beyond a quota', ['peer']),
    hints: counter('ews_hints_total', 'Hints sent, failed and received', ['peer', 'event']),
    peerKeys: counter(
      'ews_peer_keys_total',
      'Node documents of a peer that changed its keys, or were refused',
      ['peer', 'event'],
    ),
    unencrypted: counter(
      'ews_entries_unencrypted_total',
      'Own entries not encrypted although the policy says so, for want of a key',
      [],
    ),
    peerHeld: gauge('ews_peer_log_size', 'Entries of the log of a peer held here', ['peer']),
    peerCursor: gauge('ews_peer_cursor_size', 'Size of our log that a peer says it holds', ['peer']),
    linkState: gauge('ews_link_state', 'State of a link: 0 unknown, 1 up, 2 degraded, 3 down, 4 suspended', [
      'peer',
      'direction',
    ]),
    linkChanges: counter('ews_link_changes_total', 'Changes of a link by the state after it', [
      'peer',
      'direction',
      'state',
    ]),
    linkAge: gauge('ews_link_checkpoint_age_seconds', 'Age of the freshest checkpoint of a peer', [
      'peer',
      'direction',
    ]),
    linkBehind: gauge('ews_link_entries_behind', 'Entries of a peer that are not here yet', [
      'peer',
      'direction',
    ]),
    linkRoundTrip: gauge('ews_link_round_trip_seconds', 'Time to a peer and back', ['peer', 'direction']),
    peerRefusals: counter('ews_peer_requests_refused_total', 'Requests of peers refused', ['code']),
    signIns: counter('ews_sign_ins_total', 'Attempts to sign in', ['result']),
    requests: new Histogram({
      name: 'ews_request_seconds',
      help: 'Time to answer a request',
      labelNames: ['listener', 'method', 'route', 'status'],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 30],
      registers,
    }),
  };
}
