import { Command } from 'commander';
import type { BulletinContent } from '../domain/bulletin.ts';
import type { LocalisedText, Sector } from '../domain/indicator.ts';
import type { Level } from '../domain/level.ts';
import { type Report, reportDay } from '../domain/report.ts';
import type { Consequences } from '../situation/consequences.ts';
import type { SignalInPlay } from '../situation/port.ts';
import type { Reason } from '../situation/suggest-level.ts';
import { addDraftFrom } from './draft-from.ts';
import { showConsequences } from './effects.ts';
import { localised, printable, printLine, printRecord, printTable } from './output.ts';
import { addRemote, PAGING, type Page, remarkNext } from './remote.ts';

/** What one country sees, as the API shows it. */
interface Sight {
  readonly by: string;
  readonly level?: Level;
  readonly since: string;
  readonly signals: number;
  readonly reports: number;
  readonly bulletins: number;
}

interface Situation {
  readonly id: string;
  readonly names?: LocalisedText;
  readonly hsCodes: readonly string[];
  readonly sector: Sector;
  readonly level?: Level;
  readonly reason?: Reason;
  readonly since: string;
  readonly seenBy: readonly Sight[];
  readonly disputedBy: readonly Sight[];
  readonly corroboration: number;
}

interface Detail extends Situation {
  readonly signals: readonly SignalInPlay[];
  readonly reports: readonly Report[];
  readonly bulletins: readonly (Pick<BulletinContent, 'id' | 'level' | 'headline'> & {
    readonly by: string;
    readonly sent: string;
    readonly disputedOrigin: boolean;
  })[];
  readonly next: Consequences;
  readonly suggestion?: {
    readonly restsOn: string;
    readonly bulletin?: string;
    readonly draft: Pick<BulletinContent, 'level' | 'headline' | 'text' | 'tlp' | 'audience' | 'expires'>;
  };
}

export function situationsCommand(): Command {
  const situations = new Command('situations').description('what several countries say of the same goods');
  addRemote<Page<Situation>>(situations, {
    usage: 'list',
    description: 'situations, the most urgent first',
    options: [
      ['--sector <sector>', 'of this sector alone'],
      ['--level <level>', 'of this suggested level: attention, caution, alert or serious'],
      ...PAGING,
    ],
    ask: (api, _args, { sector, level, limit, offset }) =>
      api.get('/situations', { sector, level, limit, offset }),
    show: showSituations,
  });
  addRemote<Detail>(situations, {
    usage: 'show <id>',
    description: 'one situation: who sees it, since when, who is next, and what could be done',
    ask: (api, [id = '']) => api.get(path(id)),
    show: showSituation,
  });
  addDraftFrom(situations, 'make the draft that a situation suggests', path);
  return situations;
}

function path(id: string): string {
  return `/situations/${encodeURIComponent(id)}`;
}

function showSituations(page: Page<Situation>): void {
  printTable(page.items, [
    ['Id', ({ id }) => id],
    ['Level', ({ level }) => level],
    ['Because of', ({ reason }) => reason],
    ['Item', ({ names }) => localised(names)],
    ['Sector', ({ sector }) => sector],
    ['Since', ({ since }) => since],
    ['Countries', ({ corroboration }) => corroboration],
    ['Seen by', ({ seenBy }) => seenBy.map(sightText)],
    ['Disputed', ({ disputedBy }) => disputedBy.map(sightText)],
  ]);
  remarkNext(page);
}

function sightText({ by, level }: Sight): string {
  return level === undefined ? by : `${by} ${level}`;
}

function showSituation(detail: Detail): void {
  const { id, names, hsCodes, sector, level, reason, since, corroboration, seenBy, disputedBy } = detail;
  printRecord({ id, item: localised(names), hsCodes, sector, level, reason, since, corroboration });
  showSights('Seen by:', seenBy);
  showSights('Of disputed origin, which counts for nothing:', disputedBy);
  showParts(detail);
  printLine();
  showConsequences(detail.next);
  const { suggestion } = detail;
  if (suggestion === undefined) return;
  const { headline, text, ...draft } = suggestion.draft;
  printLine();
  printLine(
    suggestion.bulletin === undefined
      ? 'A draft for this country is suggested ("ews situations draft"):'
      : `A draft for this country is suggested, and was made: ${suggestion.bulletin}`,
  );
  printRecord({ restsOn: suggestion.restsOn, ...draft });
  printLine(printable(localised(headline)));
  printLine(printable(localised(text)));
}

function showSights(title: string, sights: readonly Sight[]): void {
  if (sights.length === 0) return;
  printLine();
  printLine(title);
  printTable(sights, [
    ['Country', ({ by }) => by],
    ['Level', ({ level }) => level],
    ['Since', ({ since }) => since],
    ['Signals', ({ signals }) => signals],
    ['Reports', ({ reports }) => reports],
    ['Bulletins', ({ bulletins }) => bulletins],
  ]);
}

function showParts({ signals, reports, bulletins }: Detail): void {
  const parts = [
    ...signals.map(({ id, level, raisedAt, explanation }) => [id, level, raisedAt, localised(explanation)]),
    ...reports.map(({ id, content }) => [id, '', reportDay(content), localised(content.text)]),
    ...bulletins.map(({ id, level, sent, headline }) => [id, level, sent, localised(headline)]),
  ];
  printLine();
  printTable(parts, [
    ['Part', ([id]) => id],
    ['Level', ([, level]) => level],
    ['Since', ([, , since]) => since],
    ['Says', ([, , , says]) => says],
  ]);
}
