import type { Api } from '../../../src/demo/api.ts';
import { pathOf } from '../../helpers/bulletins.ts';
import type { BenchNode } from './bench-node.ts';

export interface Arrival {
  /** From the arrival of the request to the commit here, in ms. */
  readonly took: number;
  /** Absent: it came from its issuer. */
  readonly via: string | undefined;
}

/** Issues what is approved. Returns how it came to each of the receivers. */
export async function issueOne(
  sender: BenchNode,
  receivers: readonly BenchNode[],
  issuer: Api,
  id: string,
): Promise<Arrival[]> {
  const { node } = sender.folder;
  const asked = sender.next('asked');
  const stored = receivers.map((receiver) => receiver.next('stored', ({ peer }) => peer === node));
  await issuer.send('POST', `${pathOf(id)}/issue`);
  const { at: begun } = await asked;
  return (await Promise.all(stored)).map(({ at, via }) => ({ took: at - begun, via }));
}
