import { AcknowledgementBody, AcknowledgementType } from '../../domain/acknowledgement.ts';
import { parseBody } from '../../domain/entry-rules.ts';
import type { Envelope, OpenEnvelope } from '../../domain/envelope.ts';
import { hasCode } from '../../domain/errors.ts';
import { ReceivedBulletinBody } from '../../domain/four-eyes.ts';
import { type LogOrigin, nodeOfOrigin } from '../../domain/node-id.ts';
import type { EpochMs } from '../../domain/time.ts';
import { openEntry } from '../../log/entry.ts';
import { logKeyAt } from '../../log/key-statement.ts';
import type { OpenBody } from '../../log/sealed-body.ts';
import type { Identity } from '../peers/identity.ts';
import type { ProvenEntry } from '../pull/page.ts';
import type { RecoveredEntry, RestoredEffect } from '../recovery-port.ts';

/**
 * What an own entry that came back restores. Its place is proven, and its signature is checked again; what this
 * version cannot read of its body is kept all the same.
 * @throws EwsError `entry_invalid`, `entry_signature`: this node never wrote it so
 */
export async function readOwnEntry(
  { seq, digest, jws }: ProvenEntry,
  origin: LogOrigin,
  identity: Identity,
  { now, open }: { readonly now: EpochMs; readonly open: OpenBody },
): Promise<RecoveredEntry> {
  if (jws === undefined) {
    return { seq, digest, jws, type: undefined, time: now, effect: { kind: 'none' } };
  }
  const envelope = await openEntry(jws, origin, seq, logKeyAt(identity.keys, origin, seq));
  const { type, time } = envelope;
  return { seq, digest, jws, type, time: Date.parse(time), effect: await readableEffect(envelope, open) };
}

/** Its place and its signature hold, whatever of its body can be read here: that must not keep the log from coming back. */
async function readableEffect(envelope: Envelope, open: OpenBody): Promise<RestoredEffect> {
  try {
    return effectOf(await open(envelope));
  } catch (error) {
    if (!hasCode(error, 'entry_invalid', 'entry_unopened', 'key_weak')) throw error;
    return { kind: 'none' };
  }
}

function effectOf(envelope: OpenEnvelope): RestoredEffect {
  if (envelope.type === 'bulletin') {
    const body = parseBody(ReceivedBulletinBody, envelope);
    // The content as it was signed: what parsing would have filled in or dropped is not what people approved.
    return {
      kind: 'bulletin',
      body: { ...body, content: envelope.body.content as ReceivedBulletinBody['content'] },
    };
  }
  const type = AcknowledgementType.safeParse(envelope.type);
  if (!type.success) return { kind: 'none' };
  const { bulletin, subject, time, note } = parseBody(AcknowledgementBody, envelope);
  const node = nodeOfOrigin(envelope.log);
  return {
    kind: 'acknowledgement',
    acknowledgement: { type: type.data, node, bulletin, subject, time, note },
  };
}
