import { z } from 'zod';
import { toBase64 } from '../../domain/bytes.ts';
import { isLaterEpoch } from '../../domain/epoch.ts';
import { type ErrorCode, EwsError } from '../../domain/errors.ts';
import { type LogOrigin, type NodeId, nodeOfOrigin } from '../../domain/node-id.ts';
import { JWS_TYPE, type JwsType, peekJws, verifyJws } from '../../log/jws.ts';
import { keysAt } from '../../log/key-statement.ts';
import { type PublicKey, thumbprint } from '../../log/keys.ts';
import { rootAt } from '../../log/tree-at.ts';
import type { FederationParts } from '../context.ts';
import type { Refetch } from '../peers/refetch.ts';
import { usedToken } from '../peers/token.ts';
import type { Peer } from '../port.ts';
import { Cursor, Hint, type RequestClaims } from '../protocol.ts';
import { createInterest, type Interest } from './interest.ts';

/** What peers tell this node: signed cursors and hints. */
export interface Receive {
  /** The request key with this id, of an active peer. @throws EwsError `peer_unknown`, `peer_suspended`, `key_unknown` */
  requestKey(node: string, kid: string): Promise<PublicKey>;
  /**
   * Keeps what a peer says that it holds of a log: of our own, its receipt; of another one, that it asks for it
   * here. @throws EwsError `cursor_invalid`; `cursor_ahead`: it holds more than there is here;
   * `cursor_mismatch`: another root at that size, so the log was forked
   */
  cursor(origin: LogOrigin, jws: string, claims: RequestClaims): Promise<void>;
  /** Of the caller's own log, or of one that is held here. @throws EwsError `invalid_input`, `token_replayed` */
  hint(jws: string, claims: RequestClaims): Promise<void>;
}

export function createReceive(
  parts: FederationParts,
  wake: (peer: NodeId, by?: NodeId) => void,
  interest: Interest = createInterest(),
  refetch?: Pick<Refetch, 'again'>,
): Receive {
  async function requirePeer(node: string): Promise<Peer> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined || peer.state === 'left')
      throw new EwsError('peer_unknown', `${node} is not enrolled at ${parts.node}.`, { node });
    if (peer.state === 'suspended')
      throw new EwsError('peer_suspended', `${node} is suspended at ${parts.node}.`, { node });
    return peer;
  }

  async function knownKey(node: string, kid: string): Promise<PublicKey | undefined> {
    const identity = await parts.identities.of(await requirePeer(node));
    return keysAt(identity.keys, 'request', parts.wall.now()).find(
      (candidate) => thumbprint(candidate) === kid,
    );
  }

  async function requestKey(node: string, kid: string): Promise<PublicKey> {
    let key = await knownKey(node, kid);
    // It may be a new one. Whoever names keys that there are not has us ask no oftener than the limit.
    if (key === undefined && (await refetch?.again(node))) key = await knownKey(node, kid);
    if (key === undefined)
      throw new EwsError('key_unknown', `${node} has no valid request key ${kid}.`, { node, kid });
    return key;
  }

  async function open<T extends z.ZodType>(
    jws: string,
    type: JwsType,
    schema: T,
    from: string,
    code: ErrorCode,
  ): Promise<z.infer<T>> {
    const kid = peekJws(jws)?.kid;
    if (kid === undefined) throw new EwsError(code, `This is no ${type}: a compact JWS with a kid.`);
    const key = await requestKey(from, kid);
    const parsed = schema.safeParse(await verifyJws(jws, type, key, code));
    if (!parsed.success)
      throw new EwsError(code, `This ${type} is not of its kind: ${z.prettifyError(parsed.error)}`);
    return parsed.data;
  }

  async function requireSameRoot({ log, node, size, root }: Cursor, jws: string): Promise<void> {
    const { size: published } = await parts.shown.head(log, node);
    if (size > published) {
      throw new EwsError(
        'cursor_ahead',
        `The cursor names size ${size}; the log ends at ${published} here.`,
        { size, published },
      );
    }
    const held = await rootAt(parts.logs, log, size);
    if (toBase64(held) === root) return;
    parts.onCursorMismatch?.({ peer: node, origin: log, size, root, jws });
    throw new EwsError(
      'cursor_mismatch',
      `At size ${size} the peer holds another root of ${log} than this node.`,
      { size, root },
    );
  }

  return {
    requestKey,

    async cursor(origin, jws, claims) {
      const cursor = await open(jws, JWS_TYPE.cursor, Cursor, claims.iss, 'cursor_invalid');
      if (cursor.node !== claims.iss || cursor.log !== origin) {
        throw new EwsError(
          'cursor_invalid',
          `A cursor of ${cursor.node} on ${cursor.log}, in a request of ${claims.iss}.`,
        );
      }
      await requireSameRoot(cursor, jws);
      const { size, root, missing } = cursor;
      const receipt = {
        peer: claims.iss,
        origin: cursor.log,
        size,
        root,
        missing,
        jws,
        at: parts.wall.now(),
      };
      await parts.peers.storeReceipt(receipt, usedToken(claims));
      if (origin === parts.log.origin) parts.events.cursorReceived({ peer: claims.iss, size });
      else interest.note(origin, claims.iss, parts.wall.now());
      wake(claims.iss);
    },

    async hint(jws, claims) {
      const hint = await open(jws, JWS_TYPE.hint, Hint, claims.iss, 'invalid_input');
      const about = await parts.peers.peer(nodeOfOrigin(hint.log));
      // Whoever passes it on: the document of the peer says whether it is so.
      if (hint.node === claims.iss && about?.state === 'active' && isLaterEpoch(hint.log, about.origin)) {
        await parts.peers.recordHint(claims.iss, 0, parts.wall.now(), usedToken(claims));
        parts.onLaterLog?.(about);
        return;
      }
      if (hint.node !== claims.iss || hint.log !== about?.origin || about.state !== 'active') {
        throw new EwsError(
          'invalid_input',
          `A hint of ${hint.node} on ${hint.log}, in a request of ${claims.iss}.`,
        );
      }
      // What a third node says of a log is believed by nobody: it only has it looked for there.
      const size = about.node === claims.iss ? hint.size : 0;
      await parts.peers.recordHint(claims.iss, size, parts.wall.now(), usedToken(claims));
      parts.events.hintReceived({ peer: claims.iss, size: hint.size });
      wake(claims.iss);
      if (about.node !== claims.iss) wake(about.node, claims.iss);
    },
  };
}
