import type { OwnKeys } from './own-keys.ts';

/** The node document, which is signed anew when the statements in it have changed. */
export interface OwnDocument {
  /** A compact JWS. */
  readonly jws: string;
  /** Returns whether it is another one. */
  renew(): Promise<boolean>;
}

export async function createOwnDocument(
  own: Pick<OwnKeys, 'statements'>,
  sign: (statements: readonly string[]) => Promise<string>,
): Promise<OwnDocument> {
  let made = own.statements;
  let jws = await sign(made);
  return {
    get jws() {
      return jws;
    },
    async renew() {
      const { statements } = own;
      if (statements === made) return false;
      jws = await sign(statements);
      made = statements;
      return true;
    },
  };
}
