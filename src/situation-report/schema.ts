import { z } from 'zod';
import { AnyText, BulletinId, BulletinStatus, BulletinType } from '../domain/bulletin.ts';
import { Frequency, IndicatorCode, LocalisedText, Sector } from '../domain/indicator.ts';
import { Level } from '../domain/level.ts';
import { LinkState } from '../domain/link.ts';
import { CountryCode, NodeId } from '../domain/node-id.ts';
import { ReportId, ReportKind, ReportState } from '../domain/report.ts';
import { SeriesKey } from '../domain/series.ts';
import { SignalState } from '../domain/signal.ts';
import { Day, Instant } from '../domain/time.ts';
import { Tlp } from '../domain/tlp.ts';

const count = z.number().int().min(0);

/** A list of which the first items stand here; `total` counts all. */
function listed<Item extends z.ZodType>(item: Item) {
  return z.object({ total: count, items: z.array(item) });
}

const Highest = z.object({ level: Level, count });

const SignalLine = z.object({
  id: z.string(),
  series: SeriesKey,
  names: LocalisedText.optional(),
  sector: Sector,
  state: SignalState,
  level: Level,
  period: z.string(),
  ...{ raisedAt: Instant, updatedAt: Instant, closedAt: Instant.optional() },
  explanation: LocalisedText,
  tlp: Tlp.optional(),
});

const BulletinLine = z.object({
  id: BulletinId,
  issuer: NodeId,
  country: CountryCode.optional(),
  way: z.enum(['sent', 'received', 'draft']),
  status: BulletinStatus,
  type: BulletinType,
  level: Level,
  sector: Sector,
  headline: AnyText,
  ...{ sent: Instant.optional(), expires: Instant, tlp: Tlp },
  state: z.enum(['draft', 'in-review', 'withdrawn', 'issued', 'updated', 'cancelled']),
  late: z.boolean().describe('It came in the week, and was sent before'),
  disputed: z.boolean().describe('Of disputed origin'),
});

const Moved = listed(BulletinLine).extend({
  levels: z.record(Level, count).describe('They add up to `total`'),
  late: count,
  disputed: count,
});

const Member = z.object({
  kind: z.enum(['signal', 'report', 'bulletin']),
  id: z.string(),
  by: z.string().describe('A country; the id of a node where none is known for it'),
  level: Level.optional(),
  since: Instant,
  text: AnyText.optional(),
  tlp: Tlp.optional(),
  disputed: z.boolean(),
});

const SituationLine = z.object({
  id: z.string(),
  names: AnyText.optional(),
  hsCodes: z.array(z.string()),
  sector: Sector,
  level: Level.optional().describe('Suggested'),
  reason: z.enum(['own', 'agreed', 'peers', 'capped', 'reports']).optional(),
  since: Instant,
  seenBy: z.array(z.object({ by: z.string(), own: z.boolean(), level: Level.optional(), since: Instant })),
  corroboration: count.describe('How many countries see it'),
  members: listed(Member),
});

const Chart = z.object({
  signal: SignalLine,
  unit: z.string(),
  publisher: z.string(),
  frequency: Frequency,
  points: z.array(z.object({ period: z.string(), value: z.number() })),
  episode: z.object({
    from: z
      .string()
      .describe('The newest period as it was raised, or the one that stands out, if that is earlier'),
    peak: z.string().describe('The period in which it reached its level'),
  }),
});

const DraftItem = BulletinLine.extend({
  createdAt: Instant,
  approvals: count,
  returned: count.describe('How often it was sent back in the week'),
  outcome: z.enum(['waiting', 'released', 'withdrawn']).describe('What became of it in the week'),
});

const ReportLine = z.object({
  id: ReportId,
  kind: ReportKind,
  state: ReportState,
  country: CountryCode,
  sector: Sector,
  source: z.string(),
  day: Day,
  receivedAt: Instant,
  text: LocalisedText,
  tlp: Tlp,
});

const OverdueLine = z.object({
  code: IndicatorCode,
  names: LocalisedText,
  sector: Sector,
  publisher: z.string(),
  lastPeriod: z.string(),
  nextPeriod: z.string().describe('The one that is missing'),
  expectedAt: Instant.describe('When it should have come'),
  lateDays: count,
});

const Direction = z.object({ state: LinkState, since: Instant, lastContact: Instant.optional() });

/** What the report says, before it is written in a language. */
export const Figures = z.object({
  node: z.object({ id: NodeId, country: CountryCode }),
  week: z.object({ name: z.string(), from: Instant, to: Instant, isOver: z.boolean() }),
  asOf: Instant.describe('Of what stands: business time'),
  madeAt: Instant.describe('Wall time'),
  replay: z.boolean(),
  tlp: Tlp.describe('The strictest of what it holds, and never below AMBER+STRICT'),
  levels: z.object({
    peers: z.array(z.object({ node: NodeId, country: CountryCode, contact: LinkState.optional() })),
    sectors: z.array(
      z.object({
        sector: Sector,
        measured: z.boolean().describe('Whether this node holds any series of it'),
        signals: Highest.optional(),
        bulletins: Highest.optional().describe('Of this node, in force'),
        peers: z.array(Highest.extend({ node: NodeId })),
      }),
    ),
    disputed: z.array(z.object({ node: NodeId, count })),
  }),
  situations: listed(SituationLine),
  charts: z.array(Chart),
  signals: z.object({
    levels: z.array(
      z.object({
        level: Level,
        ...{ before: count, opened: count, closed: count, after: count, dismissed: count, grown: count },
      }),
    ),
    opened: listed(SignalLine),
    grown: listed(SignalLine),
    closed: listed(SignalLine),
  }),
  bulletins: z.object({ sent: Moved, received: Moved }),
  drafts: z.object({
    ...{ before: count, made: count, released: count, withdrawn: count, after: count, returned: count },
    items: z.array(DraftItem),
  }),
  reports: z.object({
    ...{ total: count, states: z.record(ReportState, count), catalogue: count, unjudged: count },
    items: z.array(ReportLine),
  }),
  overdue: z.array(OverdueLine),
  links: z.array(
    z.object({
      node: NodeId,
      country: CountryCode,
      ...{ inbound: Direction, outbound: Direction },
      ...{ inboundBehind: count.optional(), outboundBehind: count },
    }),
  ),
  exercises: listed(BulletinLine).describe('Exercises and tests of the week: nothing above counts them'),
});
export type Figures = z.infer<typeof Figures>;

export type SignalLine = z.infer<typeof SignalLine>;
export type BulletinLine = z.infer<typeof BulletinLine>;
export type Moved = z.infer<typeof Moved>;
export type SituationLine = z.infer<typeof SituationLine>;
export type Chart = z.infer<typeof Chart>;
export type DraftItem = z.infer<typeof DraftItem>;
export type ReportLine = z.infer<typeof ReportLine>;
