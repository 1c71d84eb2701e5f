import type { LinkDirectionReport } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { linksTexts } from '../../i18n/links.ts';
import { useTexts } from '../../i18n/locale.ts';

type Judged = Pick<LinkDirectionReport, 'state' | 'reason' | 'entriesBehind'>;

/** Why a direction has its state, as a sentence: "alive, nothing new" is not "no contact". */
export function useReason(): (direction: Judged) => string {
  const t = useTexts(linksTexts);
  const format = useFormat();
  return ({ reason, entriesBehind }) => {
    if (reason === 'ok') {
      if (entriesBehind === undefined) return t.reasons.ok;
      return entriesBehind === 0
        ? t.reasons.okNothingNew
        : t.reasons.okBehind(t.entries(format.number(entriesBehind, 9)));
    }
    const sentences: Record<string, unknown> = t.reasons;
    const sentence = sentences[reason];
    // A later version of the peer may give reasons that this one does not know.
    return typeof sentence === 'string' ? sentence : reason;
  };
}
