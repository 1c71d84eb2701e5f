import { z } from 'zod';
import { toBase64 } from '../domain/bytes.ts';
import { type ErrorCode, EwsError } from '../domain/errors.ts';
import { JWS_TYPE, type JwsType, peekJws, verifyJws } from '../log/jws.ts';
import { keysAt } from '../log/key-statement.ts';
import { type PublicKey, thumbprint } from '../log/keys.ts';
import { compactRange, rangeNodeIds, rangeRoot } from '../log/merkle.ts';
import type { FederationParts } from './context.ts';
import type { Peer } from './port.ts';
import { Cursor, Hint, type RequestClaims } from './protocol.ts';
import type { Refetch } from './refetch.ts';
import { usedToken } from './token.ts';

/** What peers tell this node: signed cursors and hints. */
export interface Receive {
  /** The request key with this id, of an active peer. @throws EwsError `peer_unknown`, `peer_suspended`, `key_unknown` */
  requestKey(node: string, kid: string): Promise<PublicKey>;
  /**
   * Keeps what a peer says that it holds of our log. @throws EwsError `cursor_invalid`; `cursor_ahead`: it
   * holds more than there is; `cursor_mismatch`: another root at that size, so our log was forked
   */
  cursor(jws: string, claims: RequestClaims): Promise<void>;
  /** @throws EwsError `invalid_input`, `token_replayed` */
  hint(jws: string, claims: RequestClaims): Promise<void>;
}

export function createReceive(
  parts: FederationParts,
  wake: (peer: string) => void,
  refetch?: Pick<Refetch, 'again'>,
): Receive {
  async function requirePeer(node: string): Promise<Peer> {
    const peer = await parts.peers.peer(node);
    if (peer === undefined)
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

  async function requireOurRoot({ size, root }: Cursor): Promise<void> {
    const { size: published } = parts.log.head();
    if (size > published) {
      throw new EwsError('cursor_ahead', `The cursor names size ${size}; the log ends at ${published}.`, {
        size,
        published,
      });
    }
    const ours = rangeRoot(compactRange(size, await parts.logs.nodes(parts.log.origin, rangeNodeIds(size))));
    if (toBase64(ours) !== root) {
      throw new EwsError(
        'cursor_mismatch',
        `At size ${size} the peer holds another root than this log has.`,
        { size, root },
      );
    }
  }

  return {
    requestKey,

    async cursor(jws, claims) {
      const cursor = await open(jws, JWS_TYPE.cursor, Cursor, claims.iss, 'cursor_invalid');
      if (cursor.node !== claims.iss || cursor.log !== parts.log.origin) {
        throw new EwsError(
          'cursor_invalid',
          `A cursor of ${cursor.node} on ${cursor.log}, in a request of ${claims.iss}.`,
        );
      }
      await requireOurRoot(cursor);
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
      parts.events.cursorReceived({ peer: claims.iss, size });
      wake(claims.iss);
    },

    async hint(jws, claims) {
      const hint = await open(jws, JWS_TYPE.hint, Hint, claims.iss, 'invalid_input');
      const peer = await requirePeer(claims.iss);
      if (hint.node !== claims.iss || hint.log !== peer.origin) {
        throw new EwsError(
          'invalid_input',
          `A hint of ${hint.node} on ${hint.log}, in a request of ${claims.iss}.`,
        );
      }
      await parts.peers.recordHint(claims.iss, hint.size, parts.wall.now(), usedToken(claims));
      parts.events.hintReceived({ peer: claims.iss, size: hint.size });
      wake(claims.iss);
    },
  };
}
