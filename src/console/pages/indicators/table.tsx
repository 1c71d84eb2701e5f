import { useEffect, useState } from 'preact/hooks';
import type { IndicatorOverview } from '../../api/types.ts';
import { usePeriodText } from '../../charts/period.ts';
import { commonTexts } from '../../i18n/common.ts';
import { useFormat } from '../../i18n/format.ts';
import { indicatorTexts } from '../../i18n/indicators.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LevelBadge } from '../../ui/level.tsx';
import { Localised } from '../../ui/localised.tsx';

/** A catalogue may have thousands; a page of them is enough to read, and quick to draw while typing. */
const SHOWN = 100;

export function IndicatorTable({ indicators }: { indicators: readonly IndicatorOverview[] }) {
  const t = useTexts(indicatorTexts);
  const common = useTexts(commonTexts);
  const [shown, setShown] = useState(SHOWN);
  useEffect(() => setShown(SHOWN), [indicators.length]);
  return (
    <>
      <div class="scroll">
        <table class="indicators" data-rows>
          <thead>
            <tr>
              <th scope="col">{t.name}</th>
              <th scope="col">{t.signal}</th>
              <th scope="col" class="wide">
                {t.sector}
              </th>
              <th scope="col" class="wide">
                {t.grade}
              </th>
              <th scope="col" class="wide">
                {t.frequency}
              </th>
              <th scope="col" class="medium">
                {t.lastPeriod}
              </th>
              <th scope="col" class="wide">
                {t.knownAt}
              </th>
            </tr>
          </thead>
          <tbody>
            {indicators.slice(0, shown).map((indicator) => (
              <Row key={indicator.code} indicator={indicator} />
            ))}
          </tbody>
        </table>
      </div>
      {indicators.length > shown && (
        <button type="button" class="more" onClick={() => setShown(shown + SHOWN)}>
          {common.more}
        </button>
      )}
    </>
  );
}

function Row({ indicator }: { indicator: IndicatorOverview }) {
  const t = useTexts(indicatorTexts);
  const common = useTexts(commonTexts);
  const format = useFormat();
  const { code, names, sector, grade, frequency, lastPeriod, knownAt, overdue, openSignal } = indicator;
  const periodText = usePeriodText(frequency);
  return (
    <tr>
      <th scope="row">
        <a href={`/indicators/${code}`} data-row>
          <Localised text={names} />
        </a>
        <code>{code}</code>
      </th>
      <td>
        {openSignal === undefined ? (
          <span class="soft">–</span>
        ) : (
          <a class="bare" href={`/signals/${openSignal.id}`}>
            <LevelBadge level={openSignal.level} />
          </a>
        )}
      </td>
      <td class="wide">{common.sectors[sector]}</td>
      <td class="wide">{grade}</td>
      <td class="wide">{common.frequencies[frequency]}</td>
      <td class="medium">
        {lastPeriod === undefined ? <span class="soft">{t.noData}</span> : periodText(lastPeriod)}{' '}
        {overdue === true && <span class="chip chip-late">{t.overdue}</span>}
      </td>
      <td class="wide nowrap">{knownAt === undefined ? '–' : format.date(knownAt)}</td>
    </tr>
  );
}
