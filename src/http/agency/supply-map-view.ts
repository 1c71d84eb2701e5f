import { z } from 'zod';
import { CountryCode } from '../../domain/node-id.ts';
import { EventStatus } from '../../domain/policy-event.ts';
import { Report } from '../../domain/report.ts';
import { BearsOn, ItemKey, Place, SupplyEdge, SupplyMap } from '../../domain/supply-map.ts';
import { schemas } from './schemas.ts';

const share = z.number().min(0).max(1);
const days = z.object({ from: z.number().int().min(0), to: z.number().int().min(0) });

const Items = SupplyMap.shape.items;
schemas.add(Items, { id: 'SupplyItems' });
schemas.add(Place, { id: 'Place' });

const Step = SupplyEdge.omit({ hsCodes: true, substitutes: true });
schemas.add(Step, { id: 'SupplyStep' });

const Substitutes = z.array(SupplyEdge.shape.substitutes.unwrap().element.extend({ of: Place, at: Place }));
schemas.add(Substitutes, { id: 'Substitutes' });

export const EffectView = z.object({
  place: Place,
  role: z.string(),
  bearsOn: BearsOn.describe('What is lost: present output, or what is built, renewed and developed with'),
  share: share.describe('Of what it takes of its scarcest item: an upper bound'),
  lasting: share.describe('The same once all substitutes whose share is known have stepped in'),
  days: days.describe('From the failure until the soonest path arrives, and until the slowest has'),
  paths: z.array(z.object({ steps: z.array(Step), share, days })).describe('Those that carry most'),
  pathCount: z.number().int(),
  substitutes: Substitutes,
});

const EventView = z.object({
  report: Report,
  status: EventStatus.describe('On this day, by its dates'),
  places: z.array(Place).describe('Of the paths, those that it bears on; none: it is of the same goods'),
});
schemas.add(EventView, { id: 'EventBeside' });

const EventsView = z.object({
  standing: z
    .array(EventView)
    .describe('Announced or in force, on a place of the paths, or on the same goods of the same country'),
  before: z
    .array(EventView)
    .describe('On the same goods, and over, suspended, or of another country; of an event those before it'),
});
schemas.add(EventsView, { id: 'EventsBeside' });

export const EffectsView = z.object({
  origins: z.array(Place).describe('What is taken to fail; none where the map knows nothing of it'),
  lost: share,
  scope: z.enum(['exports', 'output']),
  towards: z.array(CountryCode).optional().describe('Only what is sent to these fails'),
  effects: z.array(EffectView).describe('Those hit hardest first'),
  items: Items.describe('Those that are named'),
  events: EventsView.describe('Accepted policy events, the newest announcement first'),
});
schemas.add(EffectsView, { id: 'Effects' });

export const ExposuresView = z.object({
  exposures: z.array(
    z.object({
      country: CountryCode,
      item: ItemKey,
      hits: z.array(
        EffectView.pick({
          place: true,
          bearsOn: true,
          share: true,
          lasting: true,
          days: true,
          substitutes: true,
        }).extend({
          country: CountryCode,
          places: z.number().int().describe('How many of its places are hit; this is the one hit hardest'),
        }),
      ),
    }),
  ),
  items: Items.describe('Those that are named'),
});
