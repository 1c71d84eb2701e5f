/**
 * A port of the store as an adapter implements it: the same methods, answering at once instead of by a
 * promise. `{ peer(node: NodeId): Promise<Peer> }` becomes `{ peer(node: NodeId): Peer }`.
 */
export type Sync<Port> = {
  [Method in keyof Port]: Port[Method] extends (...args: infer Args) => Promise<infer Answer>
    ? (...args: Args) => Answer
    : never;
};
