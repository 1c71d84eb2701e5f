import { type Place, placeKey, type SupplyMap } from '../domain/supply-map.ts';
import type { Effects } from '../situation/effects.ts';
import type { Exposures } from '../situation/exposure.ts';
import { printRemark, printTable } from './output.ts';

export function showMap({ edges }: SupplyMap): void {
  printTable(edges, [
    ['From', ({ from }) => placeKey(from)],
    ['To', ({ to }) => placeKey(to)],
    ['Share', ({ share }) => percent(share)],
    ['Of', ({ shareOf }) => shareOf],
    ['Bears on', ({ bearsOn }) => bearsOn],
    ['Days', ({ leadTimeDays }) => span(leadTimeDays)],
    ['Year', ({ source }) => source.year],
    ['Publisher', ({ source }) => source.publisher],
  ]);
}

export function showEffects({ origins, lost, towards, effects }: Effects): void {
  const origin = origins.map(placeKey).join(', ') || 'nothing of the map';
  const to = towards === undefined ? '' : ` towards ${towards.join(', ')}`;
  printRemark(`If ${percent(lost)} of ${origin} fails${to}:`);
  printTable(effects, [
    ['Hit', ({ place }) => placeKey(place)],
    ['Share', ({ share }) => percent(share)],
    ['Lasting', ({ lasting }) => percent(lasting)],
    ['Days', ({ days }) => span(days)],
    ['Bears on', ({ bearsOn }) => bearsOn],
    ['By', ({ paths }) => pathText(paths[0]?.steps ?? [])],
    ['Paths', ({ pathCount }) => pathCount],
  ]);
}

export function showExposures({ exposures }: Exposures): void {
  const rows = exposures.flatMap(({ country, item, hits }) =>
    hits.map((hit) => ({ ...hit, stops: `${country}/${item}` })),
  );
  printTable(rows, [
    ['If this stops', ({ stops }) => stops],
    ['Hit hardest', ({ place }) => placeKey(place)],
    ['Share', ({ share }) => percent(share)],
    ['Lasting', ({ lasting }) => percent(lasting)],
    ['Days', ({ days }) => span(days)],
    ['Bears on', ({ bearsOn }) => bearsOn],
    ['Places', ({ places }) => places],
    ['Substitutes', ({ substitutes }) => substitutes.map(({ name }) => Object.values(name)[0])],
  ]);
}

function pathText(steps: readonly { readonly from: Place; readonly to: Place }[]): string {
  const [first] = steps;
  return first === undefined ? '' : [first.from, ...steps.map(({ to }) => to)].map(placeKey).join(' → ');
}

function percent(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`;
}

function span({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${from}–${to}`;
}
