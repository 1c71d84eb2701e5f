import { createReadStream } from 'node:fs';
import { Command, Option } from 'commander';
import { EwsError } from '../domain/errors.ts';
import { LIMITS, PATHS } from '../federation/protocol.ts';
import { loadEncryptionKey, thumbprint } from '../log/keys.ts';
import { type Policy, parsePolicy } from '../log/policy.ts';
import { type OpenBody, openingWith } from '../log/sealed-body.ts';
import { sealer } from '../log/sealer.ts';
import { createOutgoing, type Outgoing } from '../net/outgoing.ts';
import type { Anchor } from '../verify/anchor.ts';
import { auditLog } from '../verify/audit-log.ts';
import type { Outcome, Step, Summary } from '../verify/steps.ts';
import type { ShownBulletin } from '../verify/verification.ts';
import { carriedDocument, isForkEvidence, verifyForkFile } from '../verify/verify-fork.ts';
import { verifyProofFile } from '../verify/verify-proof.ts';
import { EXIT } from './exit-codes.ts';
import { localised, printable, printJson, printLine, printRecord } from './output.ts';

interface Options {
  readonly trust?: string;
  readonly fingerprint?: string;
  readonly document?: string;
  readonly key?: string;
  readonly allowHttp?: boolean;
  readonly json?: boolean;
}

/** What both kinds of verification have in common. */
interface Result {
  readonly outcome: Outcome;
  readonly steps: readonly Step[];
  readonly summary: Summary;
  readonly bulletin?: ShownBulletin;
}

/** A file that is longer than this is no proof, no policy and no node document. */
const MAX_FILE_BYTES = 1024 * 1024;
const URL_START = /^https?:\/\//i;

const EXIT_OF = { proven: EXIT.ok, failed: EXIT.failed, consistent: EXIT.usage } as const satisfies Record<
  Outcome,
  number
>;

const VERDICT: Record<Outcome, string> = {
  proven: 'Proven.',
  failed: 'FAILED.',
  consistent: 'Consistent; keys checked against nothing.',
};

const MARK: Record<Step['state'], string> = { ok: 'ok', failed: 'FAILED', 'not-checked': 'not checked' };

export function verifyCommand(): Command {
  return new Command('verify')
    .description(
      'check the proof file of a bulletin or the evidence of a fork, or audit the whole published log of a node',
    )
    .argument('<file|url>', 'a .tlog-proof file, evidence of a fork, a federation URL, or the URL of a log')
    .addOption(new Option('--trust <file>', 'a trust policy (C2SP tlog-policy)').conflicts('fingerprint'))
    .option('--fingerprint <text>', "fingerprint of the node's root key, which came to you by another way")
    .option('--document <file|url>', 'the node document that leads from that fingerprint to the keys')
    .option(
      '--key <file>',
      'a private encryption key of its audience (keys/encryption.json), to open the body',
    )
    .option('--allow-http', 'addresses may be asked without TLS')
    .option('--json', 'print JSON')
    .action(verify);
}

async function verify(target: string, options: Options, command: Command): Promise<void> {
  const isUrl = URL_START.test(target);
  const file = isUrl ? undefined : asText(await readFile(target));
  // Evidence of a fork carries the node document.
  const needsDocument = file !== undefined && !isForkEvidence(file);
  if (needsDocument && options.fingerprint !== undefined && options.document === undefined) {
    command.error('error: a fingerprint needs the node document that it vouches for: state --document', {
      exitCode: EXIT.usage,
    });
  }
  const outgoing = createOutgoing({ allowHttp: options.allowHttp === true });
  try {
    const result =
      file === undefined
        ? await verifyUrl(target, options, outgoing)
        : await verifyFile(file, options, outgoing);
    process.exitCode = EXIT_OF[result.outcome];
    if (options.json) return printJson(result);
    printResult(result);
  } finally {
    await outgoing.close();
  }
}

async function verifyFile(text: string, options: Options, outgoing: Outgoing): Promise<Result> {
  if (isForkEvidence(text))
    return verifyForkFile(text, await readAnchor(options, outgoing, carriedDocument(text)));
  return verifyProofFile(text, await readAnchor(options, outgoing), Date.now(), openerOf(options));
}

function openerOf({ key: file }: Options): OpenBody | undefined {
  if (file === undefined) return undefined;
  const key = loadEncryptionKey(file);
  return openingWith(sealer, (kid) => (kid === thumbprint(key) ? key : undefined));
}

async function verifyUrl(url: string, options: Options, outgoing: Outgoing): Promise<Result> {
  const { fingerprint } = options;
  const policy = await readPolicy(options);
  const document = await readDocument(options, outgoing);
  return auditLog({ url, fingerprint, policy, document, outgoing, now: Date.now() });
}

/** `carried`: the node document of a file that has one. */
async function readAnchor(options: Options, outgoing: Outgoing, carried?: string): Promise<Anchor> {
  const policy = await readPolicy(options);
  if (policy !== undefined) return { kind: 'policy', policy };
  const { fingerprint } = options;
  const document = (await readDocument(options, outgoing)) ?? carried;
  if (document === undefined) return { kind: 'none' };
  return fingerprint === undefined
    ? { kind: 'none', document }
    : { kind: 'fingerprint', fingerprint, document };
}

async function readPolicy({ trust }: Options): Promise<Policy | undefined> {
  return trust === undefined ? undefined : parsePolicy(await readFile(trust));
}

/** A node document from a file, from a federation URL, or from its own address. */
async function readDocument({ document }: Options, outgoing: Outgoing): Promise<string | undefined> {
  if (document === undefined) return undefined;
  if (!URL_START.test(document)) return asText(await readFile(document)).trimEnd();
  const base = document.replace(/\/+$/, '');
  const url = base.endsWith(PATHS.nodeDocument) ? base : base + PATHS.nodeDocument;
  const { status, text } = await outgoing.fetchText({
    method: 'GET',
    url,
    idleMs: 20_000,
    totalMs: 60_000,
    maxBytes: LIMITS.nodeDocumentBytes,
  });
  if (status === 200) return text;
  throw new EwsError('peer_answer', `${url} answered ${status}.`, { status });
}

/** @throws EwsError `too_large` */
async function readFile(file: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const input = file === '-' ? process.stdin : createReadStream(file);
  let bytes = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES)
      throw new EwsError('too_large', `${file} has more than ${MAX_FILE_BYTES} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** What is not UTF-8 becomes U+FFFD, which nothing that a log signs can contain. */
function asText(bytes: Buffer): string {
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
}

function printResult({ outcome, steps, summary, bulletin }: Result): void {
  const width = Math.max(...steps.map(({ name }) => name.length));
  for (const { name, state, sentence, code } of steps) {
    const why = code === undefined ? '' : ` [${code}]`;
    printLine(`${MARK[state].padEnd(11)}  ${name.padEnd(width)}  ${printable(sentence)}${why}`);
  }
  printLine();
  if (bulletin !== undefined) {
    const { headline, ...rest } = bulletin;
    printRecord({ headline: localised(headline), ...rest });
    printLine();
  }
  printLine(`${VERDICT[outcome]} ${printable(summary.proven)} ${printable(summary.notProven)}`);
}
