/** The setting that keeps by which definitions the derived series were computed. */
export const DERIVATIONS = 'derivations';

/** The setting that keeps which statements of the root the audit trail has. */
export const KEYS_IN_TRAIL = 'keys-in-trail';
