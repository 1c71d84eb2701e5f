import { z } from 'zod';

const KeyStatementJws = z.string().max(8_192);

/**
 * The body of an entry of type `key-change`: the root's statement of a new log key and, where that one takes the
 * place of a key that is not to be trusted any more, its revocation; each a compact JWS.
 */
export const KeyChangeBody = z.looseObject({
  statement: KeyStatementJws,
  revocation: KeyStatementJws.optional(),
});
