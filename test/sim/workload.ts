import { contentDigest } from '../../src/domain/canonical.ts';
import { EwsError } from '../../src/domain/errors.ts';
import { formatInstant } from '../../src/domain/time.ts';
import { type Audience, isInAudience } from '../../src/domain/tlp.ts';
import { appendAct } from '../../src/federation/act.ts';
import { bulletinParts } from '../helpers/bulletins.ts';
import type { Ledger, TrueEntry } from './ledger.ts';
import type { Running, SimNode } from './node.ts';
import type { Random } from './random.ts';

/** What people at the nodes of a world do. */
export interface Workload {
  /** Something happens at a node: mostly a bulletin. Whatever the process of the node lives to see of it. */
  act(node: SimNode): void;
  bulletin(node: SimNode): void;
}

const ANALYST = { name: 'analyst', role: 'analyst', subject: 'a'.repeat(22) } as const;
const APPROVERS = ['b', 'c'].map(
  (letter) => ({ name: `approver ${letter}`, role: 'approver', subject: letter.repeat(22) }) as const,
);

/** Long after every world has ended. */
const EXPIRES = '2027-01-31T00:00:00Z';

export function createWorkload(
  random: Random,
  ledger: Ledger,
  nodes: readonly SimNode[],
  onError: (node: SimNode, where: string, error: unknown) => void,
): Workload {
  function attempt(node: SimNode, where: string, work: (running: Running) => Promise<unknown>): void {
    const { running } = node;
    if (running === undefined || running.parts.log.state.state !== 'ready') return;
    work(running).catch((error) => {
      // Somebody said the same of the same bulletin, or replaced it, before: that is theirs to see.
      const isExpected = error instanceof EwsError && ['already_exists', 'wrong_state'].includes(error.code);
      if (running.life.alive && !isExpected) onError(node, where, error);
    });
  }

  function marking(node: SimNode): { tlp: 'RED' | 'AMBER' | 'GREEN' | 'CLEAR'; audience: Audience } {
    if (random.chance(0.45)) return { tlp: random.pick(['GREEN', 'CLEAR']), audience: '*' };
    const others = random.shuffled(nodes.filter((each) => each !== node).map(({ name }) => name));
    const audience = others.slice(0, random.int(1, Math.min(others.length, 5)));
    return { tlp: random.pick(['RED', 'AMBER', 'GREEN']), audience };
  }

  function parts(node: SimNode) {
    const level = random.pick(['attention', 'caution', 'alert', 'serious'] as const);
    return bulletinParts({ level, expires: EXPIRES, ...marking(node) });
  }

  /** As a node that has many people would have it in its log; drafts and approvals of people are left out. */
  function direct(node: SimNode, replaced?: TrueEntry): void {
    attempt(node, 'direct bulletin', async ({ parts: of }) => {
      const { name } = node;
      const written = replaced === undefined ? parts(node) : restated(replaced);
      const type = replaced === undefined ? 'issue' : random.pick(['update', 'cancel']);
      const references = replaced === undefined ? [] : [referenceTo(node, replaced)];
      const content = {
        id: `${name}/2026-01-01/${random.hex8()}`,
        issuer: name,
        type,
        references,
        ...written,
      };
      const digest = contentDigest(content);
      const time = formatInstant(node.wall.now());
      const stand = ({ subject, role }: { subject: string; role: string }) => ({
        subject,
        role,
        time,
        digest,
      });
      const body = {
        content,
        sent: time,
        digest,
        submission: stand(ANALYST),
        approvals: APPROVERS.slice(0, written.level === 'serious' ? 2 : 1).map(stand),
      };
      await appendAct(of, { type: 'bulletin', tlp: written.tlp, aud: written.audience, body });
    });
  }

  /** By people: drafted, submitted, approved, issued. */
  function released(node: SimNode): void {
    attempt(node, 'bulletin', async ({ bulletins }) => {
      const { content, digest } = await bulletins.draft(parts(node), ANALYST);
      await bulletins.submit(content.id, digest, ANALYST);
      for (const approver of content.level === 'serious' ? APPROVERS : APPROVERS.slice(0, 1))
        await bulletins.approve(content.id, digest, approver);
      await bulletins.issue(content.id, APPROVERS[0]!);
    });
  }

  function replacement(node: SimNode): void {
    const own = ledger
      .truth(node.identity.origin)
      .filter((entry) => entry.type === 'bulletin' && !entry.isEncrypted);
    if (own.length === 0) direct(node);
    else direct(node, random.pick(own));
  }

  /** People here say something of a bulletin that this node holds. */
  function acknowledgement(node: SimNode): void {
    const known = nodes.flatMap(({ identity: { origin, node: issuer } }) => {
      if (issuer === node.name || !ledger.isTrusted(origin)) return [];
      const { size } = ledger.held(node.name, origin);
      return ledger
        .truth(origin)
        .slice(0, size)
        .filter(
          ({ type, aud, isEncrypted }) =>
            type === 'bulletin' && !isEncrypted && isInAudience(aud, issuer, node.name),
        );
    });
    if (known.length === 0) {
      direct(node);
      return;
    }
    const { id } = contentOf(random.pick(known));
    attempt(node, 'acknowledgement', async ({ bulletins, stores }) => {
      // A node that went back to a backup, or got it sealed by another way, does not have it now.
      if ((await stores.bulletins.peerBulletin(id)) === undefined) return;
      await bulletins.acknowledge(id, random.pick(['read', 'acting', 'disputed']), undefined, ANALYST);
    });
  }

  function bulletin(node: SimNode): void {
    if (random.chance(0.1)) released(node);
    else direct(node);
  }

  return {
    bulletin,
    act(node) {
      const what = random.real();
      if (what < 0.78) bulletin(node);
      else if (what < 0.86) replacement(node);
      else acknowledgement(node);
    },
  };
}

interface Content extends ReturnType<typeof bulletinParts> {
  readonly id: string;
}

function contentOf({ jws }: TrueEntry): Content {
  const envelope = JSON.parse(Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8'));
  return (envelope as { body: { content: Content } }).body.content;
}

/** What is said of the same again, without what makes it that one. */
function restated(entry: TrueEntry): ReturnType<typeof bulletinParts> {
  const { level, tlp, audience } = contentOf(entry);
  return bulletinParts({ level, expires: EXPIRES, tlp, audience });
}

function referenceTo(node: SimNode, entry: TrueEntry) {
  return { id: contentOf(entry).id, log: node.identity.origin, seq: entry.seq, digest: entry.digest };
}
