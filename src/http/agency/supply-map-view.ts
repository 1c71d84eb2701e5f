import { z } from 'zod';
import { CountryCode } from '../../domain/node-id.ts';
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

export const EffectsView = z.object({
  origins: z.array(Place).describe('What is taken to fail; none where the map knows nothing of it'),
  lost: share,
  scope: z.enum(['exports', 'output']),
  effects: z.array(EffectView).describe('Those hit hardest first'),
  items: Items.describe('Those that are named'),
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
