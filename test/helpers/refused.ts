import { EwsError } from '../../src/domain/errors.ts';

/** The status and code by which a call of the agency API is refused, as in `409 four_eyes`. */
export async function refused(call: Promise<unknown>): Promise<string> {
  try {
    await call;
  } catch (error) {
    if (error instanceof EwsError && error.code === 'peer_answer')
      return `${error.detail.status} ${error.detail.code}`;
    throw error;
  }
  throw new Error('it was not refused');
}
