import type { NodeId } from '../../domain/node-id.ts';
import type { Actor } from '../../domain/people.ts';
import type { PeerClient } from '../peers/peer-client.ts';
import type { Peer } from '../port.ts';
import type { PullParts } from '../pull/pull.ts';
import type { Receive } from '../serve/receive.ts';
import type { Serve } from '../serve/serve.ts';
import { enrolFromBundle } from './enrol.ts';
import { type BundleRequest, exportBundle, exportIdentity } from './export.ts';
import { importBundle } from './import.ts';
import type { BundleReport } from './report.ts';

/** Entries as files: made for one peer, and taken as a pull is. All of them unpacked, in lines without newlines. */
export interface Bundles {
  /** @throws EwsError `not_found`, `peer_suspended` */
  export(request: BundleRequest): AsyncGenerator<string>;
  /** Says who this node is, to whoever enrols it from a file. */
  identity(): AsyncGenerator<string>;
  /** @throws EwsError `bundle_malformed`, `invalid_input` */
  import(input: AsyncIterable<Uint8Array>): Promise<BundleReport>;
  enrol(
    input: AsyncIterable<Uint8Array>,
    enrolment: { readonly node: NodeId; readonly fingerprint: string },
    actor: Actor,
  ): Promise<Peer>;
}

export function createBundles(
  parts: PullParts,
  tools: { readonly client: PeerClient; readonly serve: Serve; readonly receive: Receive },
  onEnrolled: (peer: Peer) => void,
): Bundles {
  return {
    export: (request) => exportBundle(parts, tools.serve, request),
    identity: () => exportIdentity(parts),
    import: (input) => importBundle(parts, tools, input),
    async enrol(input, enrolment, actor) {
      const peer = await enrolFromBundle(parts, input, enrolment, actor);
      onEnrolled(peer);
      return peer;
    },
  };
}
