import type { Acknowledgement, Delivery, OwnBulletin, PeerBulletin } from '../bulletin/port.ts';
import { localised, printLine, printRecord, printTable } from './output.ts';
import { type Page, remarkNext } from './remote.ts';

/** A bulletin as the API shows it. */
export type Bulletin = (({ from: 'own' } & OwnBulletin) | ({ from: 'peer' } & PeerBulletin)) & {
  readonly witness?: { readonly witnesses: number; readonly of: number; readonly witnessed: boolean };
  readonly disputedOrigin?: boolean;
  readonly acknowledgements?: readonly Acknowledgement[];
  readonly deliveries?: readonly Delivery[];
};

export function showBulletins(page: Page<Bulletin>): void {
  printTable(page.items, [
    ['Id', ({ content }) => content.id],
    ['Level', ({ content }) => content.level],
    ['State', stateOf],
    ['Witnesses', witnessesOf],
    ['Status', ({ content }) => content.status],
    ['TLP', ({ content }) => content.tlp],
    ['Headline', ({ content }) => localised(content.headline)],
    ['Sent', sentOf],
  ]);
  remarkNext(page);
}

/** One bulletin for somebody who will judge it: all of its content, then what became of it. */
export function showBulletin(bulletin: Bulletin): void {
  const { evidence, ...content } = bulletin.content;
  printRecord(content);
  for (const { series, detector, period, score, level } of evidence) {
    printLine(`evidence: ${series} ${period}, ${detector}, score ${score.toFixed(2)}, ${level}`);
  }
  printLine(`state: ${stateOf(bulletin)}`);
  const { witness } = bulletin;
  if (witness !== undefined)
    printLine(`witnessed: ${witness.witnessed ? 'yes' : 'not yet'}, by ${witnessesOf(bulletin)}`);
  if (bulletin.from === 'own') printLine(`digest: ${bulletin.digest}`);
  if (bulletin.from === 'own') showPeople(bulletin);
  const { deliveries = [], acknowledgements = [] } = bulletin;
  if (deliveries.length > 0) showDeliveries(deliveries);
  if (acknowledgements.length > 0) showAcknowledgements(acknowledgements);
}

/** What one step made of a bulletin, and the digest that the next step has to name. */
export function showStep(done: string): (bulletin: OwnBulletin) => void {
  return ({ content, digest, life }) => {
    printLine(`${content.id} is ${done}. State: ${life.state}.`);
    printLine(`digest: ${digest}`);
    if ('issued' in life) printLine(`entry: ${life.issued.reference.log} ${life.issued.reference.seq}`);
  };
}

function stateOf(bulletin: Bulletin): string {
  if (bulletin.from === 'own') return bulletin.life.state;
  return bulletin.disputedOrigin ? `${bulletin.state}, disputed origin` : bulletin.state;
}

function witnessesOf({ witness }: Bulletin): string {
  return witness === undefined ? '' : `${witness.witnesses} of ${witness.of}`;
}

function sentOf(bulletin: Bulletin): string {
  if (bulletin.from === 'peer') return bulletin.sent;
  return 'issued' in bulletin.life ? bulletin.life.issued.sent : '';
}

function showPeople({ createdBy, createdAt, life }: OwnBulletin): void {
  printLine(`drafted: ${createdBy}, ${createdAt}`);
  const people = 'issued' in life ? life.issued : 'submission' in life ? life : undefined;
  if (people === undefined) return;
  printLine(`submitted: ${people.submission.name}, ${people.submission.time}`);
  for (const { name, time } of people.approvals) printLine(`approved: ${name}, ${time}`);
}

function showDeliveries(deliveries: readonly Delivery[]): void {
  printTable(deliveries, [
    ['Peer', ({ peer }) => peer],
    ['Delivery', ({ state }) => state],
    ['Received', ({ receivedAt }) => receivedAt],
    ['Acknowledged', ({ acknowledgements }) => acknowledgements.map(({ type }) => type)],
  ]);
}

function showAcknowledgements(acknowledgements: readonly Acknowledgement[]): void {
  printTable(acknowledgements, [
    ['Node', ({ node }) => node],
    ['Acknowledgement', ({ type }) => type],
    ['Time', ({ time }) => time],
    ['Note', ({ note }) => note],
  ]);
}
