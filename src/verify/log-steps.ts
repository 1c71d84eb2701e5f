import type { EpochMs } from '../domain/time.ts';
import { openCheckpoint } from '../log/checkpoint.ts';
import { entryLeaf } from '../log/entry-digest.ts';
import { verifyInclusion } from '../log/merkle-proof.ts';
import type { Keys } from './anchor.ts';
import { type Cosignature, describeCosignatures, requireQuorum, verifyCosignatures } from './cosignatures.ts';
import type { CarriedEntry } from './entry-steps.ts';
import type { OpenFile } from './proof-file.ts';
import type { Steps } from './steps.ts';
import type { ProofStep } from './verification.ts';

export async function inclusionStep(
  steps: Steps<ProofStep>,
  { proof, checkpoint }: OpenFile,
  entry: CarriedEntry | undefined,
): Promise<void> {
  if (entry === undefined) return steps.skip('inclusion', 'There is no entry whose place could be proven.');
  const { index, hashes } = proof;
  const { size, root } = checkpoint;
  await steps.run(
    'inclusion',
    () => verifyInclusion({ index, size, leaf: entryLeaf(entry.digest), root, proof: hashes }),
    `From number ${index} the proof leads to the root of the tree of ${size}.`,
  );
}

export async function checkpointStep(
  steps: Steps<ProofStep>,
  { proof, checkpoint }: OpenFile,
  keys: Keys | undefined,
): Promise<void> {
  if (keys === undefined) return steps.skip('checkpoint', 'There is no key to verify the checkpoint with.');
  const { origin, size } = checkpoint;
  await steps.run(
    'checkpoint',
    () => openCheckpoint(proof.checkpoint, keys.checkpointKeys(origin, size)),
    `The checkpoint of size ${size} is signed by the key of ${origin}.`,
  );
}

export async function cosignatureSteps(
  steps: Steps<ProofStep>,
  { note, checkpoint }: OpenFile,
  keys: Keys | undefined,
  now: EpochMs | undefined,
): Promise<Cosignature[]> {
  if (keys === undefined) {
    steps.skip('cosignatures', 'There are no keys of cosigners.');
    return [];
  }
  const found = await steps.run(
    'cosignatures',
    () => verifyCosignatures(note, keys, checkpoint.origin),
    (cosignatures) => describeCosignatures(cosignatures, now),
  );
  const { policy } = keys;
  if (policy !== undefined && found === undefined) steps.skip('quorum', 'A cosignature does not hold.');
  if (policy !== undefined && found !== undefined) {
    await steps.run('quorum', () => requireQuorum(policy, found), "The policy's quorum of witnesses is met.");
  }
  return found ?? [];
}
