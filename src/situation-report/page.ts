import { createHash } from 'node:crypto';
import type { Language } from '../domain/language.ts';
import { html } from './html.ts';
import { sayIn } from './say.ts';
import type { Figures } from './schema.ts';
import { bulletinsSection } from './sections/bulletins.ts';
import { chartsSection } from './sections/charts.ts';
import { draftsSection } from './sections/drafts.ts';
import { exercisesSection } from './sections/exercises.ts';
import { head, inShort } from './sections/head.ts';
import { levelsSection } from './sections/levels.ts';
import { linksSection } from './sections/links.ts';
import { overdueSection } from './sections/overdue.ts';
import { reportsSection } from './sections/reports.ts';
import { signalsSection } from './sections/signals.ts';
import { situationsSection } from './sections/situations.ts';
import { styleOf } from './style.ts';

/** A page, and what a browser may do with it: show it with its own style, and nothing else. */
export interface ReportPage {
  readonly text: string;
  readonly policy: string;
}

const SECTIONS = [
  inShort,
  levelsSection,
  situationsSection,
  chartsSection,
  signalsSection,
  bulletinsSection,
  draftsSection,
  reportsSection,
  overdueSection,
  linksSection,
  exercisesSection,
] as const;

/**
 * The report as one file of HTML: without script, and with all that it needs, so that it can be mailed, kept and printed.
 * The policy stands in the file too: what reporters and peers wrote is as harmless where no node serves it.
 */
export function reportPage(figures: Figures, language: Language): ReportPage {
  const say = sayIn(language);
  const { t } = say;
  const style = styleOf(figures.tlp);
  const digest = createHash('sha256').update(style.toString()).digest('base64');
  const rules = [
    "default-src 'none'",
    `style-src 'sha256-${digest}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  const page = html`<!doctype html>
<html lang="${language}"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${rules.join(';')}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${t.title} ${figures.week.name} · ${figures.node.id} · TLP:${figures.tlp}</title>
<style>${style}</style></head><body>
${head(figures, say)}<main>
${SECTIONS.map((section) => section(figures, say))}</main>
<footer><p>TLP:${figures.tlp} · ${t.markingNote}</p><p>${figures.node.id} · ${figures.week.name} · ${t.asOf} ${say.dateTime(figures.asOf)}</p></footer>
</body></html>
`;
  // Only an answer can forbid to be framed.
  return { text: page.toString(), policy: [...rules, "frame-ancestors 'none'"].join(';') };
}
