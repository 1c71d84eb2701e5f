import { LEVELS } from '../../domain/level.ts';

/** The rank of the column `level`, as an expression. */
export const RANK = `CASE level ${LEVELS.map((level, rank) => `WHEN '${level}' THEN ${rank}`).join(' ')} END`;
