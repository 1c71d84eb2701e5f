import { z } from 'zod';
import { BudgetSection } from '../domain/budget.ts';
import { LocalisedText } from '../domain/indicator.ts';
import { CountryCode, NodeId } from '../domain/node-id.ts';
import { Instant } from '../domain/time.ts';
import { Tlp } from '../domain/tlp.ts';
import { isAllowedUrl } from '../domain/url.ts';
import { ReportsSection } from '../reports/settings.ts';
import { SourcesSection } from '../sources/settings.ts';

const Port = z.number().int().min(0).max(65_535);
const Quota = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const Host = z.string().min(1).max(255);

/** Address under which peers reach this node, without a path: `http(s)://host[:port]`. */
const PublicUrl = z
  .string()
  .refine(isOrigin, 'an address such as https://ews.example.kr:8443, without a path or a slash at the end');

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && ['http:', 'https:'].includes(url.protocol) && url.origin === text;
}

/** `config/node.yaml`. Every key, with its default; config/node.example.yaml shows the same as a file. */
export const NodeFile = z
  .strictObject({
    node: z.strictObject({
      id: NodeId,
      country: CountryCode,
      name: LocalisedText,
    }),
    /** Text that bulletins carry, so that their readers know whom to call. */
    contact: z.string().min(1).max(300),
    /** The listener for the agency's own people and programs. */
    agency: z
      .strictObject({
        host: Host.default('127.0.0.1'),
        port: Port.default(8080),
        /** A reverse proxy in front sets X-Forwarded-For; without one, anybody could. */
        trustProxy: z.boolean().default(false),
      })
      .prefault({}),
    /** The listener for peers. */
    federation: z
      .strictObject({
        host: Host.default('127.0.0.1'),
        port: Port.default(8443),
        url: PublicUrl,
        /** How long a pull may wait at the peer for something new. */
        pollSeconds: z.number().int().min(0).max(25).default(25),
        /** Peers may be reached without TLS. On this machine they always may. */
        allowHttp: z.boolean().default(false),
        /** How often checkpoints that are held are passed on to peers that were not told of them. */
        gossipSeconds: z.number().int().min(1).max(3600).default(30),
      })
      .refine(({ url, allowHttp }) => isAllowedUrl(url, allowHttp), {
        path: ['url'],
        message: 'http is for this machine only; use https, or set federation.allowHttp',
      }),
    /** When a bulletin counts as witnessed, and which logs this node witnesses. */
    witnesses: z
      .strictObject({
        /** Cosignatures of other nodes that one checkpoint has to carry. 0: none is asked for. */
        required: z.number().int().min(0).max(64).default(0),
        /** Nodes whose cosignatures count. Absent: all enrolled peers. */
        nodes: z.array(NodeId).min(1).max(64).optional(),
        /** Verifier keys (C2SP signed-note) of logs that are witnessed besides those of peers. */
        logs: z.array(z.string().min(1).max(500)).max(64).default([]),
      })
      .refine(({ required, nodes }) => nodes === undefined || required <= nodes.length, {
        path: ['required'],
        message: 'more witnesses than are named',
      })
      .prefault({}),
    /** What is encrypted to its audience, so that it can pass through the hands of others. */
    encryption: z
      .strictObject({
        /** Markings whose entries are, where they name their audience. */
        tlp: z.array(Tlp).max(5).default(['RED', 'AMBER+STRICT', 'AMBER']),
        /** Where a member of the audience has no encryption key: the entry goes to its audience in plain, or not at all. */
        withoutKey: z.enum(['plain', 'refuse']).default('plain'),
      })
      .prefault({}),
    store: z.strictObject({ engine: z.literal('sqlite').default('sqlite') }).prefault({}),
    clock: z
      .strictObject({
        /** What bulletins and vintages are dated by: the wall clock, or a replay that operators advance. */
        business: z.enum(['wall', 'replay']).default('wall'),
        /** Where a replay starts. */
        replayFrom: Instant.optional(),
        /** Added to the wall clock. For drills of a clock that is wrong; 0 otherwise. */
        wallOffsetSeconds: z.number().int().min(-86_400).max(86_400).default(0),
      })
      .refine(({ business, replayFrom }) => (business === 'replay') === (replayFrom !== undefined), {
        path: ['replayFrom'],
        message: 'goes with business: replay, and only with it',
      })
      .prefault({}),
    log: z
      .strictObject({
        level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
      })
      .prefault({}),
    /** The listener for Prometheus. Absent: there is none. Away from this machine it needs a token. */
    metrics: z
      .strictObject({
        host: Host.default('127.0.0.1'),
        port: Port.default(9464),
        /** File with the token that readers have to show, from the node's folder on. */
        tokenFile: z.string().min(1).max(4096).optional(),
      })
      .optional(),
    /** File with the supply map, from the node's folder on. Absent: `config/supply-map.yaml`, else that of the project. */
    supplyMap: z.string().min(1).max(4096).optional(),
    /** How much the agency's people can judge on a working day. */
    budget: BudgetSection.prefault({}),
    /** Hosts that data may be fetched from; which data, is in config/sources/*.yaml. */
    sources: SourcesSection.prefault({}),
    /** What people report: who may send it without an account, and what supports it. */
    reports: ReportsSection.prefault({}),
    /** How much of the log of each peer is taken; what is beyond it waits at the peer. Days are those of UTC. */
    quotas: z
      .strictObject({
        entriesPerDay: Quota.default(1_000_000),
        bytesPerDay: Quota.default(4_294_967_296),
        entriesInAll: Quota.default(100_000_000),
        bytesInAll: Quota.default(274_877_906_944),
      })
      .prefault({}),
    limits: z
      .strictObject({
        /** Entries in a page of the own log that a peer may pull. */
        entriesPerPage: z.number().int().min(1).max(1000).default(500),
        /** Bytes of such a page. One entry alone may have 256 KiB. */
        pageBytes: z.number().int().min(524_288).max(16_777_216).default(8_388_608),
        /** Time for a request to a peer, besides what it waits there. */
        requestSeconds: z.number().int().min(1).max(300).default(15),
        /** Bytes of a request's body, other than an ingest. */
        bodyBytes: z.number().int().min(16_384).max(67_108_864).default(1_048_576),
        /** Bytes of an ingest over HTTP. */
        ingestBytes: z.number().int().min(16_384).max(4_294_967_296).default(268_435_456),
        /** Requests that one address may make of the agency's listener, and of that for peers. */
        agencyRequestsPerMinute: z.number().int().min(1).max(1_000_000).default(1200),
        federationRequestsPerMinute: z.number().int().min(1).max(1_000_000).default(1200),
        /** Attempts to sign in from one address, which may be that of a whole office. */
        signInsPerMinute: z.number().int().min(1).max(100_000).default(60),
      })
      .prefault({}),
  })
  .readonly();
export type NodeFile = z.infer<typeof NodeFile>;
