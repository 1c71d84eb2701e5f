import { z } from 'zod';
import { type CatalogueFinding, catalogueFindings } from '../../domain/catalogue.ts';
import { inputsOf } from '../../domain/derivation.ts';
import { EwsError } from '../../domain/errors.ts';
import { Indicator, IndicatorCode } from '../../domain/indicator.ts';
import type { EwsNode } from '../../node.ts';
import { type Api, answers, json } from './answers.ts';
import { listOf } from './lists.ts';
import { recordAct } from './record.ts';

/** Some 4,000 indicators of a country, with their names in three languages. */
const CATALOGUE_BYTES = 16 * 1024 * 1024;

const Changed = z.object({ changed: z.number().int().describe('How many were new or different') });

export function indicatorRoutes(api: Api, node: EwsNode): void {
  const store = node.stores.observations;
  const tags = ['indicators'];

  /**
   * What somebody put in is never written over by what is computed.
   * @throws EwsError `wrong_state`
   */
  async function requireFree(items: readonly Indicator[], held: readonly Indicator[]): Promise<void> {
    const given = new Set(held.flatMap(({ code, derived }) => (derived === undefined ? [code] : [])));
    for (const { code, derived } of items) {
      if (derived === undefined || !given.has(code)) continue;
      if ((await store.series({ indicator: code, limit: 1 })).length === 0) continue;
      const message = `${code} has series that were put in, so it cannot become derived. Give the derived one another code.`;
      throw new EwsError('wrong_state', message, { indicator: code });
    }
  }

  api.get(
    '/indicators',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'The whole catalogue',
        response: answers({ 200: json('Indicators', listOf(Indicator)) }),
      },
    },
    async () => ({ items: await store.indicators() }),
  );

  api.get(
    '/indicators/:code',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        summary: 'One indicator',
        params: z.strictObject({ code: IndicatorCode }),
        response: answers({ 200: json('The indicator', Indicator) }, 'not_found'),
      },
    },
    async ({ params }) => {
      const indicator = await store.indicator(params.code);
      if (indicator === undefined)
        throw new EwsError('not_found', `The catalogue has no indicator ${params.code}.`);
      return indicator;
    },
  );

  api.put(
    '/indicators',
    {
      config: { permission: 'catalogue' },
      bodyLimit: CATALOGUE_BYTES,
      schema: {
        tags,
        summary: 'Add or replace entries of the catalogue; those not named stay',
        body: z.strictObject({ items: z.array(Indicator).min(1).max(10_000) }),
        response: answers({ 200: json('What it changed', Changed) }, 'too_large', 'wrong_state'),
      },
    },
    async (request) => {
      const { items } = request.body;
      const held = await store.indicators();
      requireWhole(items, held);
      await requireFree(items, held);
      const changed = await store.putIndicators(items);
      node.derivation.renew();
      const detail = { offered: items.length, changed };
      await recordAct(node, request, { action: 'catalogue.changed', subject: 'indicators', detail });
      return { changed };
    },
  );
}

/**
 * What is put in must fit what stays: also an indicator that stays, and is derived from one that changes.
 * @throws EwsError `invalid_input`, with each problem in `issues`
 */
function requireWhole(items: readonly Indicator[], held: readonly Indicator[]): void {
  const offered = new Map(items.map((item, index) => [item.code, index]));
  const staying = held.filter(({ code }) => !offered.has(code));
  const last = items.filter((item, index) => offered.get(item.code) === index);
  const issues = catalogueFindings([...staying, ...last])
    .filter(
      ({ severity, code }) => severity === 'error' && (offered.has(code) || reads(staying, code, offered)),
    )
    .map((finding) => ({ path: placeOf(finding, offered), message: finding.message }));
  const [first, ...others] = issues;
  if (first === undefined) return;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  throw new EwsError('invalid_input', `${first.path}: ${first.message}${more}`, { issues });
}

/** Whether one that stays is derived from one that is offered. */
function reads(staying: readonly Indicator[], code: string, offered: ReadonlyMap<string, number>): boolean {
  const derived = staying.find((indicator) => indicator.code === code)?.derived;
  return derived !== undefined && inputsOf(derived).some((input) => offered.has(input));
}

/** `items.3.derived.of`, or `FX_SHARE.derived.of` of one that stays. */
function placeOf({ code, path }: CatalogueFinding, offered: ReadonlyMap<string, number>): string {
  const index = offered.get(code);
  return [...(index === undefined ? [code] : ['items', index]), ...path].join('.');
}
