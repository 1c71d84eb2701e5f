import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readReportSecrets } from '../../src/config/report-secrets.ts';

const directory = mkdtempSync(join(tmpdir(), 'ews-secrets-'));
after(() => rmSync(directory, { recursive: true }));

const SECRET = `whsec_${Buffer.alloc(32, 1).toString('base64')}`;
const NEXT = `whsec_${Buffer.alloc(24, 2).toString('base64')}`;
const around = { file: 'config/node.yaml', directory };
const sender = (name: string, secretFile?: string) => ({
  name,
  source: { kind: 'mission' as const, name },
  ...(secretFile === undefined ? {} : { secretFile }),
});

function file(name: string, text: string): string {
  writeFileSync(join(directory, name), text);
  return name;
}

test('report secrets: from a file, or from what the environment states', () => {
  const senders = [sender('hanoi', file('hanoi', `${SECRET}\n${NEXT}\n`)), sender('tokyo')];
  const stated = `tokyo=${SECRET}\nother=${NEXT}`;
  for (const environment of [
    { EWS_REPORT_SECRETS: stated },
    { EWS_REPORT_SECRETS_FILE: join(directory, file('all', `${stated}\n`)) },
  ]) {
    const { keys, problems } = readReportSecrets(environment, senders, around);
    assert.deepEqual(problems, []);
    const lengths = [...keys].map(([name, group]) => [name, group.map(({ length }) => length)]);
    assert.deepEqual(lengths, [
      ['hanoi', [32, 24]],
      ['tokyo', [32]],
    ]);
  }
});

test('report secrets: a sender without a usable one is a problem', () => {
  const wrong: [string, string | undefined][] = [
    ['absent', undefined],
    ['missing', 'nowhere'],
    ['empty', file('empty', '')],
    ['short', file('short', `whsec_${Buffer.alloc(16).toString('base64')}`)],
    ['plain', file('plain', 'correct horse battery staple')],
    ['padded', file('padded', `${SECRET}=`)],
    ['three', file('three', [SECRET, SECRET, SECRET].join('\n'))],
  ];
  for (const [name, secretFile] of wrong) {
    const { keys, problems } = readReportSecrets({}, [sender(name, secretFile)], around);
    assert.deepEqual([keys.size, problems.length, problems[0]?.key], [0, 1, 'reports.senders.0'], name);
  }
  const both = { EWS_REPORT_SECRETS: `a=${SECRET}`, EWS_REPORT_SECRETS_FILE: 'x' };
  assert.equal(readReportSecrets(both, [], around).problems.length, 1);
});
