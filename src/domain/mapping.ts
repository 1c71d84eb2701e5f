import { z } from 'zod';
import { hasCode } from './errors.ts';
import { Frequency, IndicatorCode } from './indicator.ts';
import { periodReader } from './period-format.ts';
import { hasValue, ObservationStatus } from './series.ts';

/** The formats that observations come in. Wide CSV is `csv` with a mapping. */
export const DataFormat = z.enum(['csv', 'ndjson', 'json', 'sdmx-csv', 'sdmx-json']);
export type DataFormat = z.infer<typeof DataFormat>;

export const Delimiter = z.enum([',', ';', '\t', '|']);
export type Delimiter = z.infer<typeof Delimiter>;

/** Encodings of text by the names of the WHATWG; windows-949 is the Korean one that the WHATWG calls euc-kr. */
export const TextEncoding = z.enum([
  'utf-8',
  'utf-16le',
  'utf-16be',
  'windows-949',
  'euc-kr',
  'shift_jis',
  'euc-jp',
  'gb18030',
  'windows-1252',
]);
export type TextEncoding = z.infer<typeof TextEncoding>;

/** The name of a column in the file's header; in JSON of a member, in SDMX the id of a component. */
const Column = z.string().min(1).max(200);

const PeriodFormat = z
  .string()
  .min(2)
  .max(60)
  .superRefine((format, context) => {
    if (format === 'SDMX') return;
    try {
      periodReader(format);
    } catch (error) {
      if (!hasCode(error, 'invalid_input')) throw error;
      context.addIssue(error.message);
    }
  });

/** Either the same for all rows, or what a column says, put into codes by `values`. A text alone is the former. */
function part<Code extends z.ZodType<string>>(code: Code) {
  const stated = z
    .strictObject({
      is: code.optional(),
      column: Column.optional(),
      values: z.record(z.string().max(200), code).optional(),
    })
    .refine(({ is, column }) => (is === undefined) !== (column === undefined), 'needs either is or column')
    .refine(({ column, values }) => values === undefined || column !== undefined, 'values need a column');
  return z.preprocess((given) => (typeof given === 'string' ? { is: given } : given), stated);
}

const DimensionValue = z.string().regex(/^[A-Z0-9_]{1,30}$/, 'capitals, digits and _, at most 30');

/** Which series, and where its values stand. */
const MappedSeries = z.strictObject({
  indicator: part(IndicatorCode),
  /** By the names of the indicator's dimensions. */
  dimensions: z.record(z.string().regex(/^[a-z][a-z-]{0,30}$/), part(DimensionValue)),
  /** Absent: `value`, in SDMX `OBS_VALUE`; not with `period.header`, whose columns hold the values. */
  value: Column.optional(),
  /** What values are multiplied with: 1000 where the file counts in thousands and the indicator does not. */
  scale: z.number().positive().min(1e-12).max(1e12).optional(),
  /** Only rows that have one of these values in each of these columns; the others are not of this series. */
  where: z.record(Column, z.array(z.string().max(200)).min(1).max(1000)).optional(),
});
export type MappedSeries = z.infer<typeof MappedSeries>;

const MappedPeriod = z
  .strictObject({
    column: Column.optional(),
    /** Several columns, whose texts are put together with a space between them: `[year, month]`. */
    columns: z.array(Column).min(2).max(3).optional(),
    /** Wide: every column whose name has this format holds the values of that period. */
    header: PeriodFormat.optional(),
    /** Absent: SDMX's notation. */
    format: PeriodFormat.optional(),
    /** Absent: that of the format. Finer periods become that which they lie in. */
    frequency: Frequency.optional(),
  })
  .refine(
    (period) => [period.column, period.columns, period.header].filter(Boolean).length === 1,
    'needs one of column, columns and header',
  )
  .refine(({ header, format }) => header === undefined || format === undefined, 'header is the format');

const WithoutValue = z.enum([...ObservationStatus.options.filter((status) => !hasValue(status)), 'none']);

/**
 * How the columns of a publisher's file become series, period, value, status and vintage.
 *
 *     delimiter: ;
 *     decimal: ','
 *     period: { column: Monat, format: YYYY.MM }
 *     series:
 *       - indicator: UREA_VOLUME
 *         dimensions: { reporter: KR, partner: { column: Land, values: { China: CN } } }
 *         value: Menge
 *         scale: 1000
 */
export const Mapping = z
  .strictObject({
    description: z.string().max(300).optional(),
    /** Absent: by the name or media type of the file. */
    format: DataFormat.optional(),
    encoding: TextEncoding.optional(),
    delimiter: Delimiter.optional(),
    /** Lines before the header. */
    skipRows: z.number().int().min(0).max(1000).default(0),
    /** Lines that begin with one of these are left out: notes below the table. */
    ignore: z.array(z.string().min(1).max(60)).max(20).default([]),
    /** SDMX: the id of the dataflow or data structure that is read; rows of others are refused. */
    structure: z.string().min(1).max(200).optional(),
    /** Absent: `period`, in SDMX `TIME_PERIOD`, in SDMX's notation. */
    period: MappedPeriod.optional(),
    decimal: z.enum(['.', ',']).default('.'),
    thousands: z.enum([',', '.', ' ', "'"]).optional(),
    /** Texts in place of a value, e.g. `..`, `-`, `n.a.`: the status they stand for, or `none`: no observation. */
    markers: z.record(z.string().max(30), WithoutValue).default({}),
    /** Absent: every value is normal; in SDMX `OBS_STATUS`, if it is there. */
    status: z
      .strictObject({ column: Column, values: z.record(z.string().max(60), ObservationStatus).optional() })
      .optional(),
    /** When a value became known; `format` is that of a day, of which `time` (UTC) is taken. */
    knownAt: z
      .strictObject({
        column: Column,
        format: PeriodFormat.optional(),
        time: z
          .string()
          .regex(/^([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/, 'a UTC time such as 06:00:00Z')
          .default('00:00:00Z'),
      })
      .optional(),
    series: z.array(MappedSeries).min(1).max(500),
  })
  .refine(({ decimal, thousands }) => decimal !== thousands, {
    path: ['thousands'],
    error: 'is the decimal sign',
  })
  .refine(
    ({ period, series }) => period?.header === undefined || series.every(({ value }) => value === undefined),
    {
      path: ['series'],
      error: 'value and period.header exclude one another: the columns of the periods hold the values',
    },
  );
export type Mapping = z.infer<typeof Mapping>;

/** Names of mappings: what `--mapping` and `mapping=` say. */
export const MappingName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,60}$/, 'small letters, digits and -, starting with a letter');
