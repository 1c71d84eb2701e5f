import { z } from 'zod';
import { PACES, type Pace } from '../detect/channels/pace.ts';
import { HarmfulDirection, IndicatorKind } from '../domain/indicator.ts';
import { CountryColumn, readSheet } from './sheet.ts';

const IndexRow = z.object({
  series: z.string().min(1, 'It is empty.'),
  frequency: z.enum(Object.keys(PACES) as [Pace, ...Pace[]]),
  harmful_direction: HarmfulDirection,
  publication_lag_days: z
    .string()
    .regex(/^(0|[1-9]\d{0,2})(\.\d{1,3})?$/, 'A number of days such as 5 or 0.5 is needed.')
    .transform(Number),
  node: CountryColumn,
  scope: z.enum(['public', 'national']),
  kind: z.union([IndicatorKind, z.literal('')]).optional(),
  sector: z.string().optional(),
  item: z.string().optional(),
  name: z.string().optional(),
});

/** How names of series of one item differ where they come at several paces. */
const PACE_IN_NAME = /,? \(?(?:daily|weekly|monthly|quarterly|annual|yearly)\)?$/i;

/** What is known of a series besides its values. */
export interface Listed {
  readonly series: string;
  readonly pace: Pace;
  readonly direction: HarmfulDirection;
  /** As in the catalogue, where the index says it. */
  readonly kind?: IndicatorKind | undefined;
  /** From the end of a period to when its value is published. */
  readonly lagDays: number;
  /** Country of the node that has it. */
  readonly node: string;
  /** `national`: its node alone can see it. */
  readonly scope: 'public' | 'national';
  /** Series of one sector corroborate each other, where it is stated, */
  readonly sector?: string | undefined;
  /** but not those of one item: what another publisher says of the same thing is no second witness. */
  readonly item: string;
}

/** @throws EwsError `invalid_input` */
export async function readIndex(file: string): Promise<ReadonlyMap<string, Listed>> {
  const rows = await readSheet(file, IndexRow, 'series');
  return new Map(rows.map((row) => [row.series, listedOf(row)]));
}

function listedOf({ kind, sector, item, name, ...row }: z.infer<typeof IndexRow>): Listed {
  return {
    series: row.series,
    pace: row.frequency,
    direction: row.harmful_direction,
    lagDays: row.publication_lag_days,
    node: row.node,
    scope: row.scope,
    item: item || name?.replace(PACE_IN_NAME, '') || row.series,
    ...(kind ? { kind } : {}),
    ...(sector ? { sector } : {}),
  };
}
