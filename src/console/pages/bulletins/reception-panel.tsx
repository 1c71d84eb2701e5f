import type { BulletinDetail } from '../../api/types.ts';
import { bulletinPageTexts } from '../../i18n/bulletin-page.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTexts } from '../../i18n/locale.ts';
import { Panel } from '../../ui/panel.tsx';
import { Answers } from './answers.tsx';

/** When a peer's bulletin was signed there and verified here, and what people here have said of it. */
export function ReceptionPanel({ bulletin }: { bulletin: Extract<BulletinDetail, { from: 'peer' }> }) {
  const t = useTexts(bulletinPageTexts);
  const format = useFormat();
  const { signedAt, verifiedAt, acknowledgements } = bulletin;
  return (
    <Panel title={t.reception}>
      <dl class="facts">
        <dt>{t.signedAt}</dt>
        <dd>
          <time dateTime={signedAt}>{format.dateTime(signedAt)}</time>
        </dd>
        <dt>{t.verifiedAt}</dt>
        <dd>
          <time dateTime={verifiedAt}>{format.dateTime(verifiedAt)}</time>
        </dd>
        <dt>{t.ownAnswers}</dt>
        <dd>{acknowledgements.length === 0 ? t.notAnswered : <Answers answers={acknowledgements} />}</dd>
      </dl>
    </Panel>
  );
}
