import { digestOfStatements } from '../../src/log/key-chain.ts';
import type { KeyStatement, Revocation } from '../../src/log/key-statement.ts';
import { type PrivateKey, publicPart, thumbprint } from '../../src/log/keys.ts';
import { signKeyStatement } from '../../src/log/signer.ts';
import { jwkOfSeed } from '../helpers/seed-keys.ts';
import { KR, KR_LOG, privateKey, signStatements } from './protocol-federation.ts';

/** Keys that come later than those of section 3.3. */
const LATER_SEEDS = { 'kr later root': '07'.repeat(32), 'kr later log': '08'.repeat(32) } as const;

function laterKey(name: keyof typeof LATER_SEEDS): PrivateKey {
  return jwkOfSeed('Ed25519', Buffer.from(LATER_SEEDS[name], 'hex'));
}

/** The root moves to the one that it committed to, which then takes the log key out of use at size 3. */
export async function keyChangeExamples(): Promise<Record<string, string>> {
  const before = await signStatements();
  const newRoot = privateKey('kr next root');
  const common = {
    v: 1,
    node: KR,
    nextRoot: thumbprint(laterKey('kr later root')),
    issued: '2021-10-11T00:00:00.000Z',
  } as const;
  const root: KeyStatement = {
    ...common,
    use: 'root',
    key: publicPart(newRoot),
    prior: digestOfStatements(before),
  };
  const successor: KeyStatement = {
    ...common,
    use: 'log',
    key: publicPart(laterKey('kr later log')),
    log: KR_LOG,
    fromSeq: 3,
  };
  const revocation: Revocation = {
    ...common,
    use: 'revocation',
    revoked: thumbprint(privateKey('kr log')),
    lastSize: 3,
  };
  const signed = await Promise.all(
    [root, successor, revocation].map((statement) => signKeyStatement(newRoot, statement)),
  );
  const [rootJws = '', successorJws = '', revocationJws = ''] = signed;
  const names = Object.keys(LATER_SEEDS) as (keyof typeof LATER_SEEDS)[];
  return {
    'later-seeds': names.map((name) => `${name.padEnd(14)}${LATER_SEEDS[name]}`).join('\n'),
    'root-change-payload': payloadOf(rootJws),
    'root-change': rootJws,
    'log-successor-payload': payloadOf(successorJws),
    'log-successor': successorJws,
    'revocation-payload': payloadOf(revocationJws),
    revocation: revocationJws,
  };
}

function payloadOf(jws: string): string {
  return Buffer.from(jws.split('.')[1] ?? '', 'base64url').toString('utf8');
}
