/** A request between nodes and what it was answered, as they went over the wire. */
export interface Exchange {
  readonly method: string;
  /** Path with its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
  };
}

/** What was recorded of a node, kr.ews.example, and one that it exchanged with, jp.ews.example. */
export interface Recording {
  /** The commit whose code ran. */
  readonly commit: string;
  readonly fingerprint: string;
  /** The request key of the recorded node, a private JWK: tokens last a minute and have to be made anew. */
  readonly requestKey: {
    readonly kty: 'OKP';
    readonly crv: 'Ed25519';
    readonly x: string;
    readonly d: string;
  };
  /** What jp.ews.example asked the recorded node, and what that one answered. */
  readonly answered: readonly Exchange[];
  /** What the recorded node asked jp.ews.example. */
  readonly asked: readonly Exchange[];
}
