import type { LinkDirection, LinkDirectionReport } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';
import { LinkStateBadge } from '../../ui/link-state.tsx';
import { Since } from '../../ui/since.tsx';
import { DirectionFacts } from './direction-facts.tsx';
import { useReason } from './reason.ts';

/** A report that is older than this says how things were, not how they are. */
const OLD_REPORT_MS = 30_000;

/** One direction of a link, as it looks from both ends. */
export function DirectionCard(props: {
  direction: 'inbound' | 'outbound';
  name: string;
  purpose: string;
  country: string;
  here: LinkDirection;
  there: LinkDirectionReport | undefined;
  reportedAt: string | undefined;
}) {
  const { direction, name, purpose, country, here, there, reportedAt } = props;
  const t = useTexts(linksTexts);
  const reason = useReason();
  const isOld = reportedAt !== undefined && Date.now() - Date.parse(reportedAt) > OLD_REPORT_MS;
  const differs = there !== undefined && !isOld && there.state !== here.state;
  return (
    <section
      class={`direction direction-${here.state}`}
      aria-label={name}
      data-direction={direction}
      data-state={here.state}
    >
      <h3>
        {name} <small>{purpose}</small>
      </h3>
      <View title={t.here} state={here.state} since={here.since} reason={reason(here)} />
      {there === undefined ? (
        <p class="soft">
          {t.there(country)}: {t.noReport}
        </p>
      ) : (
        <View title={t.there(country)} state={there.state} since={there.since} reason={reason(there)}>
          {isOld && (
            <p class="soft">
              {t.oldReport} <Since at={reportedAt} />
            </p>
          )}
        </View>
      )}
      {differs && <p class="differs">{t.differs}</p>}
      <DirectionFacts direction={here} />
      {here.lastError !== undefined && <LastError error={here.lastError} />}
    </section>
  );
}

function View(props: {
  title: string;
  state: LinkDirection['state'];
  since: string;
  reason: string;
  children?: preact.ComponentChildren;
}) {
  const t = useTexts(linksTexts);
  return (
    <div class="view">
      <p>
        <span class="view-title">{props.title}</span> <LinkStateBadge state={props.state} />{' '}
        <small>
          {t.since} <Since at={props.since} />
        </small>
      </p>
      <p>{props.reason}</p>
      {props.children}
    </div>
  );
}

function LastError({ error }: { error: NonNullable<LinkDirection['lastError']> }) {
  const t = useTexts(linksTexts);
  const format = useFormat();
  return (
    <p class="last-error">
      <strong>{t.facts.lastError}:</strong> {t.classes[error.class]} · {t.sides[error.side]} ·{' '}
      <time dateTime={error.at}>{format.time(error.at)}</time>
      <br />
      <span lang="en" class="soft">
        {error.detail} <code>{error.code}</code>
      </span>
    </p>
  );
}
