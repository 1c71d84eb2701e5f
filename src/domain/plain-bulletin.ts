import { BULLETIN_ID, BulletinStatus, Certainty, Urgency } from './bulletin.ts';
import type { Envelope, OpenEnvelope } from './envelope.ts';
import type { ReceivedBulletinBody } from './four-eyes.ts';
import { HsCode, Sector } from './indicator.ts';
import { Level } from './level.ts';
import { LogOrigin, NodeId } from './node-id.ts';
import { isInstant } from './time.ts';
import { type Audience, isAudienceAllowed, Tlp } from './tlp.ts';

/**
 * Recognises the entry that nearly all of a long log are: a bulletin that is issued, with all members that it has to
 * have and no other. A schema reads it ten times as slowly, and would return the same. Whatever is not plain is left
 * to the schemas, which alone say what is wrong; a test holds the two together.
 */
export function isPlainBulletin(payload: unknown): payload is OpenEnvelope {
  return (
    hasMembers(payload, 10) &&
    payload.v === 1 &&
    payload.type === 'bulletin' &&
    matches(payload.schema, SCHEMA, 81) &&
    isOneOf(payload.log, isOrigin) &&
    Number.isSafeInteger(payload.seq) &&
    (payload.seq as number) >= 0 &&
    isInstant(payload.time) &&
    isAllowed(payload.tlp, payload.aud) &&
    matches(payload.nonce, NONCE, 22) &&
    isPlainBody(payload.body)
  );
}

/** Of such an entry, as its schema would return it. */
export function plainBody({ body }: Envelope): ReceivedBulletinBody | undefined {
  return isPlainBody(body) ? body : undefined;
}

type Members = Readonly<Record<string, unknown>>;

const SCHEMA = /^[a-z][a-z0-9/.-]{1,80}$/;
const NONCE = /^[A-Za-z0-9_-]{22}$/;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;
const SUBJECT = /^[A-Za-z0-9_-]{16,64}$/;

const LANGUAGES: readonly string[] = ['en', 'ko', 'ja'];
const MOST_TEXT = 20_000;

function isPlainBody(body: unknown): body is ReceivedBulletinBody {
  return (
    hasMembers(body, 5) &&
    isInstant(body.sent) &&
    matches(body.digest, DIGEST, 43) &&
    isPerson(body.submission, 'analyst') &&
    isList(body.approvals, 0, 8, (each) => isPerson(each, 'approver')) &&
    isPlainContent(body.content)
  );
}

function isPlainContent(content: unknown): boolean {
  return (
    hasMembers(content, 17) &&
    content.type === 'issue' &&
    isList(content.references, 0, 0, () => false) &&
    isList(content.evidence, 0, 0, () => false) &&
    isOneOf(content.issuer, isNode) &&
    isOneOf(content.id, isId) &&
    (content.id as string).startsWith(`${content.issuer}/`) &&
    isOption(content.status, BulletinStatus.options) &&
    isOption(content.level, Level.options) &&
    isOption(content.urgency, Urgency.options) &&
    isOption(content.certainty, Certainty.options) &&
    isOption(content.sector, Sector.options) &&
    isList(content.items, 1, 50, isItem) &&
    isText(content.headline) &&
    isText(content.text) &&
    isInstant(content.expires) &&
    isAllowed(content.tlp, content.audience) &&
    isDistinct(content.audience) &&
    isString(content.contact, 300)
  );
}

function isPerson(value: unknown, role: string): boolean {
  return (
    hasMembers(value, 4) &&
    value.role === role &&
    matches(value.subject, SUBJECT, 64) &&
    isInstant(value.time) &&
    matches(value.digest, DIGEST, 43)
  );
}

function isItem(value: unknown): boolean {
  return hasMembers(value, 2) && isText(value.name) && isList(value.hsCodes, 0, 20, isHsCode);
}

function isText(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const languages = Object.keys(value);
  return (
    languages.length > 0 &&
    languages.every((each) => LANGUAGES.includes(each) && isString((value as Members)[each], MOST_TEXT))
  );
}

function isAllowed(tlp: unknown, audience: unknown): boolean {
  if (!isOption(tlp, Tlp.options)) return false;
  if (audience !== '*' && !isList(audience, 1, 64, (each) => isOneOf(each, isNode))) return false;
  return isAudienceAllowed(tlp as Tlp, audience as Audience);
}

function isDistinct(audience: unknown): boolean {
  return !Array.isArray(audience) || new Set(audience).size === audience.length;
}

function hasMembers(value: unknown, count: number): value is Members {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.keys(value).length === count
  );
}

function isList(value: unknown, least: number, most: number, is: (each: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length >= least && value.length <= most && value.every(is);
}

function isString(value: unknown, most: number): boolean {
  return typeof value === 'string' && value.length > 0 && value.length <= most;
}

function matches(value: unknown, form: RegExp, most: number): boolean {
  return typeof value === 'string' && value.length <= most && form.test(value);
}

function isOption(value: unknown, options: readonly string[]): boolean {
  return options.includes(value as string);
}

/** Names come again and again: each is looked at by its schema once. */
function named(schema: { safeParse(value: string): { success: boolean } }): (name: string) => boolean {
  const known = new Set<string>();
  return (name) => {
    if (known.has(name)) return true;
    if (!schema.safeParse(name).success) return false;
    if (known.size >= MOST_NAMES) known.clear();
    known.add(name);
    return true;
  };
}

const MOST_NAMES = 256;
const isNode = named(NodeId);
const isOrigin = named(LogOrigin);
const isCode = named(HsCode);
const isId = (id: string) => BULLETIN_ID.test(id) && id.length <= 240;
const isHsCode = (value: unknown) => isOneOf(value, isCode);

function isOneOf(value: unknown, is: (name: string) => boolean): boolean {
  return typeof value === 'string' && is(value);
}
