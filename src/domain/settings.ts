/** The setting that keeps by which definitions the derived series were computed. */
export const DERIVATIONS = 'derivations';
