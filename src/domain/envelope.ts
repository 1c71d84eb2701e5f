import { z } from 'zod';
import { AcknowledgementType } from './acknowledgement.ts';
import { Jwe } from './jwe.ts';
import { LogOrigin } from './node-id.ts';
import { Instant } from './time.ts';
import { Audience, isAudienceAllowed, Tlp } from './tlp.ts';

/** An entry's compact JWS is at most this long. */
export const MAX_ENTRY_BYTES = 256 * 1024;

/** Kinds of act that this version writes. A reader keeps kinds that it does not know. */
export const EntryType = z.enum(['bulletin', ...AcknowledgementType.options, 'fork', 'key-change', 'epoch']);
export type EntryType = z.infer<typeof EntryType>;

/** The schema of each kind's body. */
export const ENTRY_SCHEMA: Record<EntryType, string> = {
  bulletin: 'ews/bulletin/1',
  read: 'ews/acknowledgement/1',
  acting: 'ews/acknowledgement/1',
  disputed: 'ews/acknowledgement/1',
  fork: 'ews/fork/1',
  'key-change': 'ews/key-change/1',
  epoch: 'ews/epoch/1',
};

/**
 * The signed payload of every entry, a JSON object:
 * `{"v":1,"type","schema","log","seq","time","aud","tlp","nonce","body"}`, or `jwe` in place of `body`: the same,
 * encrypted to its audience.
 * `nonce` is 128 random bits in base64url: it keeps content from being guessed from its digest.
 */
export const Envelope = z
  .looseObject({
    v: z.literal(1),
    type: z.string().regex(/^[a-z][a-z-]{1,40}$/),
    schema: z.string().regex(/^[a-z][a-z0-9/.-]{1,80}$/),
    log: LogOrigin,
    seq: z.number().int().min(0),
    time: Instant,
    aud: Audience,
    tlp: Tlp,
    nonce: z.string().regex(/^[A-Za-z0-9_-]{22}$/),
    body: z.looseObject({}).optional(),
    jwe: Jwe.optional(),
  })
  .refine((envelope) => isAudienceAllowed(envelope.tlp, envelope.aud), {
    path: ['aud'],
    message: 'audience * goes with TLP GREEN and CLEAR only',
  })
  .refine(({ body, jwe }) => (body === undefined) !== (jwe === undefined), {
    path: ['body'],
    message: 'either body or jwe, and not both',
  })
  .refine(({ aud, jwe }) => jwe === undefined || aud !== '*', {
    path: ['jwe'],
    message: 'audience * cannot be encrypted to',
  });
export type Envelope = z.infer<typeof Envelope>;
export type Body = NonNullable<Envelope['body']>;

/** An entry whose body can be read. */
export type OpenEnvelope = Envelope & { readonly body: Body };
