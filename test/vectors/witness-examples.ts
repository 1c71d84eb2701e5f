import { toBase64 } from '../../src/domain/bytes.ts';
import type { ForkEvidence } from '../../src/log/fork-evidence.ts';
import { type CompactRange, rangeRoot } from '../../src/log/merkle.ts';
import { proveConsistency } from '../../src/log/merkle-proof.ts';
import { parseNote } from '../../src/log/note.ts';
import {
  checkpointOf,
  type Example,
  growLog,
  jpSigner,
  KR_LOG,
  krSigner,
  NOW,
  nodeDocument,
} from './protocol-federation.ts';

/** What a witness is asked and answers, what is passed on, and the evidence of a fork. */
export async function witnessExamples(log: Example): Promise<Record<string, string>> {
  const [second, third] = [log.ranges[2], log.ranges[3]] as [CompactRange, CompactRange];
  const checkpoint = checkpointOf(third);
  const line = jpSigner.cosign(parseNote(checkpoint).text, NOW / 1000);
  const proof = await consistency(log, 2, 3);
  return {
    'add-checkpoint': chomp(`old 2\n${proof.map((hash) => `${hash}\n`).join('')}\n${checkpoint}`),
    'add-checkpoint-answer': chomp(line),
    'posted-cosignature': chomp(checkpoint + line),
    'known-checkpoints': JSON.stringify({ checkpoints: [checkpointOf(second)] }),
    'fork-evidence': JSON.stringify(await forkExample(log)),
  };
}

/** The log of the examples, and another one by its key that differs from the second entry on. */
export async function forkExample(log: Example): Promise<ForkEvidence> {
  const [first = '', second = '', third = ''] = log.entries;
  const other = growLog([], [first, third, second]);
  const [small, large] = [log.ranges[2], other.ranges[3]] as [CompactRange, CompactRange];
  const root = toBase64(rangeRoot(other.ranges[2] as CompactRange));
  return {
    v: 1,
    log: KR_LOG,
    smaller: checkpointOf(small),
    larger: checkpointOf(large),
    path: [{ size: 2, root, proof: await consistency(other, 2, 3) }],
    document: await krSigner.signNodeDocument(await nodeDocument()),
  };
}

async function consistency({ nodes }: Example, from: number, to: number): Promise<string[]> {
  const proof = await proveConsistency(from, to, async (ids) =>
    ids.map(({ level, index }) => nodes.get(`${level}/${index}`) ?? new Uint8Array()),
  );
  return proof.map(toBase64);
}

/** A block ends with a newline of its own. */
function chomp(text: string): string {
  return text.slice(0, -1);
}
