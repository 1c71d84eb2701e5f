import { contentDigest } from './canonical.ts';
import type { ReportContent } from './report.ts';

/** Codes and countries in order, and each once: what says the same is the same. */
function tidy(content: ReportContent): ReportContent {
  const { hsCodes, event, ...rest } = content;
  return {
    ...rest,
    hsCodes: inOrder(hsCodes),
    ...(event === undefined ? {} : { event: { ...event, affected: inOrder(event.affected) } }),
  };
}

/** Equal for two reports that say exactly the same and name the same source. */
export function reportDigest(content: ReportContent): string {
  return contentDigest(tidy(content));
}

function inOrder(list: readonly string[]): string[] {
  return [...new Set(list)].sort();
}
