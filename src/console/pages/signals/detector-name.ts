import { useTexts } from '../../i18n/locale.ts';
import { signalTexts } from '../../i18n/signals.ts';

/** What a detector looks for, in words; one that these words do not know yet by its own name. */
export function useDetectorName(): (detector: string) => string {
  const { detectors } = useTexts(signalTexts);
  return (detector) => (detectors as Record<string, string>)[detector] ?? detector;
}
