import { useEffect, useState } from 'preact/hooks';
import { send } from '../api/client.ts';
import type { Assessment, Evidence } from '../api/types.ts';

/** What the node says when it computes frozen evidence again; undefined until it does. */
export function useAssessment(evidence: Evidence): { assessment?: Assessment; failed: boolean } {
  const [answer, setAnswer] = useState<{ of: string; assessment?: Assessment }>();
  const text = JSON.stringify(evidence);
  useEffect(() => {
    let wanted = true;
    send<Assessment>('POST', '/evidence/assess', JSON.parse(text)).then(
      (assessment) => wanted && setAnswer({ of: text, assessment }),
      () => wanted && setAnswer({ of: text }),
    );
    return () => {
      wanted = false;
    };
  }, [text]);
  // What was said of other evidence is not said of this.
  if (answer?.of !== text) return { failed: false };
  const { assessment } = answer;
  return assessment === undefined ? { failed: true } : { assessment, failed: false };
}
