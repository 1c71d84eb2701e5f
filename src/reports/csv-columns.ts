/** Columns of a CSV of reports, in the order in which docs/reports.md shows them. */
export const COLUMNS = [
  'kind',
  'country',
  'sector',
  'text_en',
  'text_ko',
  'text_ja',
  'item_en',
  'item_ko',
  'item_ja',
  'hs_codes',
  'source_kind',
  'source_name',
  'confidence',
  'tlp',
  'seen_on',
  'url',
  'attachment_sha256',
  'attachment_name',
  'attachment_size',
  'event_type',
  'event_affected',
  'event_announced_on',
  'event_effective_on',
  'event_suspended_on',
  'event_ended_on',
  'event_status',
] as const;
export type Column = (typeof COLUMNS)[number];

/** One of the three languages of the text is needed too, which a row may choose. */
export const REQUIRED = [
  'kind',
  'country',
  'sector',
  'source_kind',
  'source_name',
  'confidence',
  'tlp',
  'seen_on',
] as const satisfies readonly Column[];

type Fields = Partial<Record<Column, string | undefined>>;

/** A size as it is written: plain digits. */
const SIZE = /^(0|[1-9]\d{0,14})$/;

/** The fields of a row in the form of a report; whether they are one, its schema says. Empty fields are absent. */
export function contentOf(fields: Fields): unknown {
  const { event_type: type, event_announced_on: announcedOn, attachment_sha256: sha256 } = fields;
  const size = fields.attachment_size;
  const attachment = present({
    ...{ sha256, name: fields.attachment_name },
    size: size !== undefined && SIZE.test(size) ? Number(size) : size,
  });
  const event = present({
    type,
    ...(fields.event_affected === undefined ? {} : { affected: list(fields.event_affected) }),
    announcedOn,
    effectiveOn: fields.event_effective_on,
    suspendedOn: fields.event_suspended_on,
    endedOn: fields.event_ended_on,
    status: fields.event_status,
  });
  return present({
    kind: fields.kind,
    country: fields.country,
    sector: fields.sector,
    text: present({ en: fields.text_en, ko: fields.text_ko, ja: fields.text_ja }) ?? {},
    item: present({ en: fields.item_en, ko: fields.item_ko, ja: fields.item_ja }),
    hsCodes: list(fields.hs_codes),
    source: present({ kind: fields.source_kind, name: fields.source_name }) ?? {},
    confidence: fields.confidence,
    tlp: fields.tlp,
    seenOn: fields.seen_on,
    url: fields.url,
    attachments: attachment === undefined ? [] : [attachment],
    event,
  });
}

/** The column that a place in a report comes from. */
export function columnAt(path: readonly PropertyKey[]): Column | undefined {
  const place = path.filter((part) => typeof part === 'string').join('_');
  const snake = place.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const name = snake.replace(/^attachments/, 'attachment').replace(/^event$/, 'event_type');
  return COLUMNS.find((column) => column === name) ?? COLUMNS.find((column) => column === `${name}_en`);
}

/** Parted by spaces. */
function list(field: string | undefined): string[] {
  return (field ?? '').split(' ').filter((part) => part !== '');
}

/** Without what is absent; nothing where all is. */
function present(members: object): object | undefined {
  const stated = Object.entries(members).filter(([, value]) => value !== undefined);
  return stated.length === 0 ? undefined : Object.fromEntries(stated);
}
