import { z } from 'zod';
import { DataFormat, Delimiter, MappingName } from '../domain/mapping.ts';

export const SourceName = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, 'small letters, digits and hyphens, such as unit-values');

const UNIT_MS = { m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `15m`, `6h`, `1d`: at least 5 minutes, at most 31 days. */
const Every = z.string().refine(isInterval, 'a time from 5m to 31d, such as 15m, 6h or 1d');

function isInterval(text: string): boolean {
  if (!/^[1-9]\d{0,4}[mhd]$/.test(text)) return false;
  return everyMs(text) >= 5 * UNIT_MS.m && everyMs(text) <= 31 * UNIT_MS.d;
}

/** A time of day in UTC: `07:30`. */
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day in UTC such as "07:30", in quotes');

/** The length of an `every`. */
export function everyMs(text: string): number {
  return Number(text.slice(0, -1)) * UNIT_MS[text.slice(-1) as keyof typeof UNIT_MS];
}

/** A host name or address, as a URL has it. */
const HostName = z
  .string()
  .max(253)
  .regex(/^[a-z0-9:_-]+(\.[a-z0-9_-]+)*$/, 'a host in small letters, without scheme, port or brackets');

/** `sources` in config/node.yaml: which hosts may be asked for data, and how much at a time. */
export const SourcesSection = z.strictObject({
  allow: z
    .array(
      z.strictObject({
        host: HostName,
        /** Absent: the port of the scheme. */
        port: z.number().int().min(1).max(65_535).optional(),
        /** It may lie in this network, on this machine, or at another address that is not public. */
        private: z.boolean().default(false),
        /** It may be asked without TLS. */
        http: z.boolean().default(false),
      }),
    )
    .max(1000)
    .default([]),
  /** In a replay the schedule rests, since what is fetched today would be known too early. */
  inReplay: z.boolean().default(false),
  /** How often a source is tried again within a run, and the wait before the first time; it doubles. */
  retries: z.number().int().min(0).max(10).default(4),
  retryAfterSeconds: z.number().min(0).max(60).default(2),
});
export type SourcesSection = z.infer<typeof SourcesSection>;

/** One entry of `config/sources/*.yaml`: data that are fetched by a schedule. */
export const SourceSettings = z
  .strictObject({
    name: SourceName,
    /** `{key}` in it stands for what `keyFile` holds. */
    url: z.url({ protocol: /^https?$/ }).max(2000),
    /** File with the key that the source gave this node, from the node's folder on, such as `keys/customs`. */
    keyFile: z.string().min(1).max(4096).optional(),
    /** How the columns of a publisher are read, from the catalogue. */
    mapping: MappingName.optional(),
    /** Absent: that of the mapping. */
    format: DataFormat.optional(),
    /** Between the fields of CSV; absent: that of the mapping, or a comma. */
    delimiter: Delimiter.optional(),
    /** Either after each run, or once a day. */
    every: Every.optional(),
    at: TimeOfDay.optional(),
    /** The run comes up to so much later, so that not all nodes ask at the same moment. */
    jitterSeconds: z.number().int().min(0).max(3600).default(60),
    /** For the whole exchange, tries included. */
    timeoutSeconds: z.number().int().min(1).max(3600).default(300),
    /** Without a byte. */
    idleSeconds: z.number().int().min(1).max(300).default(30),
    /** Of the content, once it is unpacked. */
    maxBytes: z.number().int().min(1024).max(4_294_967_296).default(268_435_456),
    /** Narrows sources.allow for this source: where its redirects may lead. */
    hosts: z.array(HostName).min(1).max(20).optional(),
    /** With any row refused, store nothing of the content. */
    strict: z.boolean().default(false),
    /** Off: it is fetched only when somebody asks for it. */
    scheduled: z.boolean().default(true),
  })
  .refine(({ every, at }) => (every === undefined) !== (at === undefined), {
    path: ['every'],
    message: 'either every or at is needed, and not both',
  })
  .refine(({ format, mapping }) => format !== undefined || mapping !== undefined, {
    path: ['format'],
    message: 'a format is needed, or a mapping that has one',
  })
  .refine(({ url, keyFile }) => url.includes('{key}') === (keyFile !== undefined), {
    path: ['keyFile'],
    message: 'goes with {key} in the address, and only with it',
  })
  .readonly();
export type SourceSettings = z.infer<typeof SourceSettings>;

/** The hosts that a source, and what it redirects to, may be fetched from. */
export function allowedHosts(
  { hosts }: Pick<SourceSettings, 'hosts'>,
  { allow }: Pick<SourcesSection, 'allow'>,
): SourcesSection['allow'] {
  return hosts === undefined ? allow : allow.filter(({ host }) => hosts.includes(host));
}
