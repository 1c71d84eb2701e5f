import { fromBase64url } from '../../src/domain/bytes.ts';
import { formatVkey, parseNote, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { parsePolicy } from '../../src/log/policy.ts';
import type { Anchor } from '../../src/verify/anchor.ts';
import type { Step } from '../../src/verify/steps.ts';
import { cosignatureLine, testSigner } from '../log/keys.ts';
import { NOW, type TestLog } from './test-log.ts';

export const us = testSigner('us.ews.example', SIGNATURE_TYPE.cosignature);
export const jp = testSigner('jp.ews.example', SIGNATURE_TYPE.cosignature);

export const byFingerprint = ({ fingerprint, document }: TestLog): Anchor => ({
  kind: 'fingerprint',
  fingerprint,
  document,
});

/** A policy with the log and two witnesses, of which `quorum` have to cosign. */
export function byPolicy(log: TestLog, quorum = 'none'): Anchor {
  const key = { name: log.origin, type: SIGNATURE_TYPE.ed25519, publicKey: fromBase64url(log.keys.log.x) };
  const witnesses = [us, jp].map((each) => `witness ${each.key.name} ${formatVkey(each.key)}\n`).join('');
  const group = 'group both all us.ews.example jp.ews.example\n';
  return {
    kind: 'policy',
    policy: parsePolicy(`log ${formatVkey(key)}\n${witnesses}${group}quorum ${quorum}\n`),
  };
}

export function witnessed(log: TestLog, ...signers: (typeof us)[]): string {
  const note = log.checkpoint({ at: NOW - 4_000 });
  const lines = signers.map((signer) => cosignatureLine(signer, NOW / 1000 - 60, parseNote(note).text));
  return note + lines.join('');
}

/** Names of the steps in that state. */
export function named(result: Reported, state: string): string[] {
  return result.steps.filter((step) => step.state === state).map(({ name }) => name);
}

interface Reported {
  readonly steps: readonly Step[];
}

/** The code of the first step that failed. */
export const codeOf = (result: Reported) => result.steps.find(({ state }) => state === 'failed')?.code;

/** A character of a base64 or base64url text replaced by another one that leaves it canonical. */
export function flip(text: string, at: number): string {
  return text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
}

export function withLine(file: string, name: string, change: (line: string) => string): string {
  return file
    .split('\n')
    .map((line) => (line.startsWith(name) ? change(line) : line))
    .join('\n');
}
