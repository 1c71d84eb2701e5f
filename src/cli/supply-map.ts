import { Command } from 'commander';
import { z } from 'zod';
import { requireNoProblems } from '../config/problems.ts';
import { readSupplyMap } from '../config/supply-map.ts';
import { EwsError } from '../domain/errors.ts';
import { HsCode } from '../domain/indicator.ts';
import { CountryCode } from '../domain/node-id.ts';
import { type Place, Stage, type SupplyMap } from '../domain/supply-map.ts';
import type { Consequences } from '../situation/consequences.ts';
import { type Effects, effectsOf } from '../situation/effects.ts';
import { type Exposures, exposuresOf } from '../situation/exposure.ts';
import { type Choice, suppliers } from '../situation/origins.ts';
import { showConsequences } from './effects.ts';
import { addRemote, type Stated } from './remote.ts';
import { supplyMapCheckCommand } from './supply-map-check.ts';
import { showEffects, showExposures, showMap } from './supply-map-show.ts';

const FILE = ['--file <file>', 'read the map from a file, and ask no node'] as const;
const COUNTRY = ['--country <code>', 'who fails to deliver: two letters of ISO 3166-1'] as const;
const ITEM = ['--item <item>', 'key of an item, or its name in any language'] as const;

export function supplyMapCommand(): Command {
  const command = new Command('supply-map').description("which country's item feeds which country's stage");
  addRemote<SupplyMap>(command, {
    usage: 'show',
    description: 'the whole map, with the source of each figure',
    options: [FILE],
    withoutNode: mapOf,
    ask: (api) => api.get('/supply-map'),
    show: showMap,
  });
  addRemote<Effects | Consequences>(command, {
    usage: 'effects',
    description: 'who is hit when something fails, after how many days, how much, and by which path',
    options: [
      COUNTRY,
      ITEM,
      ['--hs <code>', 'code of the Harmonized System, of two to ten digits'],
      ['--stage <stage>', `one of ${Stage.options.join(', ')}`],
      ['--lost <share>', 'the share that fails, above 0 and up to 1; else 1'],
      ['--scope <scope>', 'exports: the country keeps what it makes; else output'],
      FILE,
    ],
    withoutNode: effectsWithoutNode,
    ask: (api, _args, { country, item, hs, stage, lost, scope }) =>
      api.get('/supply-map/effects', { country, item, hs, stage, lost, scope }),
    // A file knows of no reports.
    show: (answer) => ('events' in answer ? showConsequences(answer) : showEffects(answer)),
  });
  addRemote<Exposures>(command, {
    usage: 'exposure',
    description: 'what if a country stopped sending an item, those that would hit hardest first',
    options: [COUNTRY, ITEM, ['--hit <code>', 'only what hits this country'], FILE],
    withoutNode: exposuresWithoutNode,
    ask: (api, _args, { country, item, hit }) => api.get('/supply-map/exposure', { country, item, hit }),
    show: showExposures,
  });
  command.addCommand(supplyMapCheckCommand());
  return command;
}

/** @throws EwsError `config_invalid` */
function mapOf({ file }: Stated): SupplyMap | undefined {
  if (file === undefined) return undefined;
  const { value, problems } = readSupplyMap(file);
  requireNoProblems(problems);
  return value;
}

function effectsWithoutNode(options: Stated): Effects | undefined {
  const map = mapOf(options);
  if (map === undefined) return undefined;
  const { hs, lost, scope, ...choice } = parse(Options, options);
  const stated = withStated({ ...choice, hsCodes: hs === undefined ? undefined : [hs] });
  if (Object.keys(stated).length === 0)
    throw new EwsError('invalid_input', 'Say what fails: --country, --item, --hs or --stage.');
  return effectsOf(map, { origins: requireSome(suppliers(map, stated)), lost, scope });
}

function exposuresWithoutNode(options: Stated): Exposures | undefined {
  const map = mapOf(options);
  if (map === undefined) return undefined;
  const { country, item, hit } = parse(Options, options);
  const choice = withStated({ country, item });
  requireSome(suppliers(map, choice));
  return exposuresOf(map, choice, hit);
}

const Options = z.object({
  country: CountryCode.optional(),
  item: z.string().trim().min(1).max(100).optional(),
  hit: CountryCode.optional(),
  hs: HsCode.optional(),
  stage: Stage.optional(),
  lost: z
    .string()
    .regex(/^(0\.[0-9]{1,6}|1)$/, 'above 0 and up to 1, such as 0.5')
    .default('1')
    .transform(Number)
    .pipe(z.number().gt(0)),
  scope: z.enum(['exports', 'output']).default('output'),
});

/** @throws EwsError `invalid_input` */
function parse<Schema extends z.ZodType>(schema: Schema, options: Stated): z.infer<Schema> {
  const parsed = schema.safeParse(options);
  if (parsed.success) return parsed.data;
  const { path = [], message = 'not understood' } = parsed.error.issues[0] ?? {};
  throw new EwsError('invalid_input', `--${path.join('.')}: ${message}`);
}

function withStated(choice: { [Key in keyof Choice]: Choice[Key] | undefined }): Choice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined));
}

/** @throws EwsError `not_found` */
function requireSome(origins: Place[]): Place[] {
  if (origins.length > 0) return origins;
  throw new EwsError('not_found', 'The supply map has nobody who supplies that.');
}
