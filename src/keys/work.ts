import type { NodePaths } from '../config/paths.ts';
import { EwsError } from '../domain/errors.ts';
import type { NodeId } from '../domain/node-id.ts';
import { type Clock, formatInstant } from '../domain/time.ts';
import type { KeyStatement, Revocation, Statement } from '../log/key-statement.ts';
import { type PrivateKey, thumbprint } from '../log/keys.ts';
import type { OwnLog } from '../log/own-log.ts';
import type { LogStore } from '../log/port.ts';
import { type Signer, signKeyStatement } from '../log/signer.ts';
import { writeStatements } from './files.ts';
import type { OwnKeys } from './own-keys.ts';

/** What changing a node's keys works with: its folder and its own log, whether it runs or not. */
export interface KeyWork {
  readonly node: NodeId;
  readonly paths: NodePaths;
  readonly own: OwnKeys;
  readonly log: OwnLog;
  readonly logs: LogStore;
  readonly signer: Signer;
  readonly wall: Clock;
  readonly randomId: () => string;
}

type Common = 'v' | 'node' | 'nextRoot' | 'issued';
/** A statement without what every statement has. Distributes over the kinds. */
export type Said<S extends Statement = KeyStatement | Revocation> = S extends Statement
  ? Omit<{ [K in keyof S as string extends K ? never : K]: S[K] }, Common>
  : never;

/** Has the present root say something. @throws EwsError `fingerprint_mismatch`: it is another key */
export function say({ node, own, wall }: KeyWork, root: PrivateKey, said: Said): Promise<string> {
  const { root: due, nextRoot } = own.keys;
  if (thumbprint(root) !== due) {
    throw new EwsError(
      'fingerprint_mismatch',
      `This is the key ${thumbprint(root)}; the root that signs for ${node} is ${due}.`,
      { expected: due, found: thumbprint(root) },
    );
  }
  const statement = { v: 1, node, nextRoot, issued: formatInstant(wall.now()), ...said };
  return signKeyStatement(root, statement as Statement);
}

/** Adds statements to the list of the node, which takes them up by itself. @throws EwsError `key_statement_invalid` */
export async function publish({ own, paths }: KeyWork, ...added: string[]): Promise<void> {
  const list = [...own.statements, ...added.filter((each) => !own.statements.includes(each))];
  // Nothing is written that peers would refuse.
  await own.goBy(list);
  writeStatements(paths, list);
}
