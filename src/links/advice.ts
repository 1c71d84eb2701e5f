import type { Fault } from '../domain/link.ts';
import type { StepName } from './doctor.ts';

/** What to do about a code, wherever it stands. */
const BY_CODE: Readonly<Record<string, string>> = {
  peer_suspended: 'Ask the operator there why; they resume the exchange with "ews peers resume".',
  peer_unknown:
    'The operator there has to enrol this node: give them its address and fingerprint ("ews node").',
  fingerprint_mismatch:
    'Trust nothing from this address. Call the operator there, by a number that you know, and compare fingerprints: another machine may answer in their place, or they made their node anew.',
  version_mismatch:
    'The node with the older program has to be updated: ask the operator there which one it runs ("ews --version").',
  token_clock: 'Set the clock of this node (NTP); requests are signed with the measured offset meanwhile.',
  token_invalid: 'Does a proxy between the nodes change paths, queries or bodies? It must not.',
  key_unknown:
    'A key of one side has expired or is not known to the other: the operator there has to enrol this node anew.',
  rate_limited: 'Too many requests come from this address: does another program ask there, too?',
  cursor_ahead:
    'Their log is shorter than what is held here: it was restored from a backup. Call its operator.',
  cursor_mismatch: 'Their log says something else than before. Keep the checkpoints and call its operator.',
  checkpoint_stale: 'Their log is shorter than it was: it was restored from a backup. Call its operator.',
  checkpoint_fork: 'Two signed histories of one log. Keep both checkpoints and call its operator.',
  root_mismatch:
    'Entries were changed on the way or at the peer. Keep the log of this node and call its operator.',
};

/** What to do when a step fails, where its code says nothing better. */
const BY_STEP: Readonly<Record<StepName, string>> = {
  name: 'Check the host name of the peer ("ews peers list") and the name servers that this machine asks.',
  connect:
    'Does their node run, and on this port? Do the firewalls of both sides let this machine through? Ask the operator there.',
  tls: 'The certificate there has to be valid, for this host name, and from an authority that this machine trusts.',
  identity:
    'Something else than a node, or another node, answers at this address: check the address with its operator.',
  fingerprint: 'The document of the peer cannot be verified: call its operator.',
  key: 'A key has expired. Keys hold for two years; the node with the old one needs new statements from its root key.',
  clock: 'Set the clock that is wrong (NTP). The link works meanwhile, as degraded.',
  token: 'The peer does not accept what this node signs: compare what both logs say.',
  pull: 'The peer refuses or cannot give its entries: what does its log say?',
  verification: 'What the peer shows cannot be verified, and nothing of it was kept. Call its operator.',
};

/** A connection opens, and then nothing comes. */
const NO_ANSWER =
  'The connection opens, but nothing comes back: a firewall or proxy on the way drops what is sent, or the node there hangs. Ask the operator there whether their node runs well.';

export function adviceFor(step: StepName, fault: Fault): string {
  if (fault.code === 'peer_timeout' && step !== 'connect' && step !== 'tls') return NO_ANSWER;
  return BY_CODE[fault.code] ?? BY_STEP[step];
}
