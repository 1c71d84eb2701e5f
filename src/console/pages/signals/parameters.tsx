import type { Evidence } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';
import { useDetectorName } from './detector-name.ts';

/** With which numbers the detector looked: frozen too, since another number is another score. */
export function Parameters({ evidence }: { evidence: Evidence }) {
  const t = useTexts(signalTexts);
  const format = useFormat();
  const detectorName = useDetectorName();
  const meanings = t.meanings as Readonly<Record<string, string>>;
  return (
    <details class="points">
      <summary>
        {t.parameters}: {detectorName(evidence.detector)}{' '}
        <code translate={false}>
          {evidence.detector}/{evidence.version}
        </code>
      </summary>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">{t.parameter}</th>
              <th scope="col" class="number">
                {t.amount}
              </th>
              <th scope="col">{t.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(evidence.parameters).map(([name, value]) => (
              <tr key={name}>
                <th scope="row">
                  <code translate={false}>{name}</code>
                </th>
                <td class="number">{typeof value === 'number' ? format.number(value, 6) : String(value)}</td>
                <td>{meanings[`${evidence.detector} ${name}`] ?? meanings[name] ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
