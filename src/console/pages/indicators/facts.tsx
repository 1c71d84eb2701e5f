import { inputsOf } from '../../../domain/derivation.ts';
import { LEVELS } from '../../../domain/level.ts';
import type { Indicator } from '../../api/types.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';

/** What is measured, by whom, and under which terms. */
export function Facts({ indicator }: { indicator: Indicator }) {
  const t = useTexts(indicatorTexts);
  const common = useTexts(commonTexts);
  const { source, unit, harmful, grade, frequency, hsCodes, tlp, publicationLagDays, sector } = indicator;
  const { derived, overdueAfterDays, threshold } = indicator;
  const facts: readonly (readonly [string, preact.ComponentChildren])[] = [
    [t.sector, common.sectors[sector]],
    [t.unit, <span key="unit">{unit}</span>],
    [t.frequency, common.frequencies[frequency]],
    [t.harmful, <Harm key="harm" direction={harmful} />],
    [t.grade, t.gradeEvery[grade]],
    [t.hsCodes, hsCodes.length === 0 ? '–' : <code key="codes">{hsCodes.join(', ')}</code>],
    [t.publisher, <Publisher key="publisher" source={source} />],
    [t.licence, source.licence],
    [t.lag, t.lagDays(publicationLagDays)],
    ...(overdueAfterDays === undefined ? [] : [[t.lateAfter, t.lateDays(overdueAfterDays)] as const]),
    ...(threshold === undefined
      ? []
      : [[t.stated, <Stated key="stated" threshold={threshold} unit={unit} />] as const]),
    ...(derived === undefined ? [] : [[t.derived, <Computed key="derived" derived={derived} />] as const]),
    [t.tlp, <code key="tlp">{`TLP:${tlp}`}</code>],
  ];
  return (
    <dl class="facts">
      {facts.map(([name, said]) => [<dt key={`${name} name`}>{name}</dt>, <dd key={name}>{said}</dd>])}
    </dl>
  );
}

/** The address is the catalogue's: it is shown as it is, and opens apart, without saying from where. */
function Publisher({ source: { publisher, url } }: { source: Indicator['source'] }) {
  return (
    <>
      <span lang="en">{publisher}</span>
      {url !== undefined && /^https?:/.test(url) && (
        <>
          {' '}
          <a href={url} target="_blank" rel="noreferrer noopener">
            {new URL(url).host}
          </a>
        </>
      )}
    </>
  );
}

/** From which value on each level is reached, whatever the detectors say. */
function Stated({ threshold, unit }: { threshold: NonNullable<Indicator['threshold']>; unit: string }) {
  const { levels } = useTexts(commonTexts);
  const format = useFormat();
  const said = LEVELS.flatMap((level) => {
    const value = threshold[level];
    return value === undefined ? [] : [`${levels[level]}: ${format.number(value, 6)} ${unit}`];
  });
  return <span>{said.join(', ')}</span>;
}

/** From which indicators it follows, each of which has a page of its own. */
function Computed({ derived }: { derived: NonNullable<Indicator['derived']> }) {
  const t = useTexts(indicatorTexts);
  return (
    <>
      {t.derivations[derived.kind]}
      {inputsOf(derived).map((code) => (
        <span key={code}>
          {' '}
          <a href={`/indicators/${code}`}>
            <code translate={false}>{code}</code>
          </a>
        </span>
      ))}
    </>
  );
}

function Harm({ direction }: { direction: Indicator['harmful'] }) {
  const t = useTexts(indicatorTexts);
  const signs = { up: '↑', down: '↓', both: '↕' } as const;
  return (
    <>
      <span aria-hidden="true">{signs[direction]}</span> {t.harm[direction]}
    </>
  );
}
