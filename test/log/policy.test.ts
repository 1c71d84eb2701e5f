import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatVkey, SIGNATURE_TYPE } from '../../src/log/note.ts';
import { isQuorumMet, parsePolicy } from '../../src/log/policy.ts';
import { refusal, testSigner } from './keys.ts';

const log = formatVkey(testSigner('kr.ews.example/log/1').key);
const vkey = (label: string) => formatVkey(testSigner(label, SIGNATURE_TYPE.cosignature).key);
const witness = (name: string) => `witness ${name} ${vkey(name)}\n`;

/** The example of c2sp.org/tlog-policy, with keys. */
const EXAMPLE = `log ${log}

${witness('X1')}${witness('X2')}${witness('X3')}group X-witnesses 2 X1 X2 X3

${witness('Y1')}${witness('Y2')}${witness('Y3')}group Y-witnesses any Y1 Y2 Y3

group X-and-Y all X-witnesses Y-witnesses
quorum X-and-Y
`;

const met = (text: string, ...names: string[]) => isQuorumMet(parsePolicy(text), new Set(names));

test('policy: reads the example of the specification', () => {
  const policy = parsePolicy(EXAMPLE);
  assert.deepEqual(
    policy.logs.map(({ key, url }) => [key.name, url]),
    [['kr.ews.example/log/1', undefined]],
  );
  assert.deepEqual(
    policy.witnesses.map(({ name }) => name),
    ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'],
  );
  assert.deepEqual(policy.groups, [
    { name: 'X-witnesses', threshold: 2, members: ['X1', 'X2', 'X3'] },
    { name: 'Y-witnesses', threshold: 1, members: ['Y1', 'Y2', 'Y3'] },
    { name: 'X-and-Y', threshold: 2, members: ['X-witnesses', 'Y-witnesses'] },
  ]);
  assert.equal(policy.quorum, 'X-and-Y');
});

test('policy: the example asks for two of the X and one of the Y', () => {
  const policy = parsePolicy(EXAMPLE);
  for (let chosen = 0; chosen < 64; chosen += 1) {
    const names = ['X1', 'X2', 'X3', 'Y1', 'Y2', 'Y3'].filter((_, i) => chosen & (1 << i));
    const count = (letter: string) => names.filter((name) => name.startsWith(letter)).length;
    const enough = count('X') >= 2 && count('Y') >= 1;
    assert.equal(isQuorumMet(policy, new Set(names)), enough, names.join(' '));
  }
});

test('policy: a name of a group is no cosignature', () => {
  assert.equal(met(EXAMPLE, 'X-and-Y', 'X-witnesses', 'Y-witnesses'), false);
});

test('policy: quorum none asks for nothing, and needs neither logs nor witnesses', () => {
  assert.equal(met('quorum none\n'), true);
});

test('policy: a single witness is a quorum', () => {
  const text = `${witness('W')}quorum W\n`;
  assert.equal(met(text), false);
  assert.equal(met(text, 'other'), false);
  assert.equal(met(text, 'W'), true);
});

test('policy: takes tabs, comments, empty lines, URLs, definitions behind the quorum, names of any octets', () => {
  const name = Buffer.from([0xff, 0xe2]).toString('latin1');
  const text = `# 요소\n \t \n\tlog \t${log} https://kr.example/\t\n  # x\nwitness ${name} ${vkey('W')} u\nquorum ${name}\n${witness('V')}`;
  const policy = parsePolicy(Buffer.from(text, 'latin1'));
  assert.equal(policy.logs[0]?.url, 'https://kr.example/');
  assert.equal(policy.witnesses[0]?.url, 'u');
  assert.equal(isQuorumMet(policy, new Set([name])), true);
  assert.equal(isQuorumMet(policy, new Set(['V'])), false);
});

test('policy: compares names as octets', () => {
  const text = `${witness('K')}quorum \u212a\n`; // a Kelvin sign
  assert.throws(() => parsePolicy(text), refusal('invalid_input'));
});

test('policy: takes 32 logs, 32 witnesses and 32 groups', () => {
  const names = Array.from({ length: 32 }, (_, i) => `w${i}`);
  const logs = names.map((name) => `log ${formatVkey(testSigner(name).key)}\n`).join('');
  const chain = names.map((name, i) => `group g${i} all ${name}${i === 0 ? '' : ` g${i - 1}`}\n`).join('');
  const text = `${logs}${names.map(witness).join('')}${chain}quorum g31\n`;
  assert.equal(met(text, ...names), true);
  assert.equal(met(text, ...names.slice(1)), false);
});

test('policy: refuses what the specification does not allow', () => {
  const two = `${witness('A')}${witness('B')}`;
  for (const [name, text] of Object.entries({
    empty: '',
    'no quorum': `log ${log}\n`,
    'two quorums': 'quorum none\nquorum none\n',
    'no newline at the end': 'quorum none',
    'carriage return': 'quorum none\r\n',
    'a control character in a comment': '# \u007f\nquorum none\n',
    'another line': 'threshold 1\nquorum none\n',
    'a keyword of the prototype': 'constructor 1\nquorum none\n',
    'capitals in a keyword': 'Quorum none\n',
    'quorum of nothing defined': 'quorum A\n',
    'quorum before its definition': `quorum A\n${two}`,
    'two names in a quorum': `${two}quorum A B\n`,
    'quorum without a name': 'quorum\n',
    'log without a key': 'log\nquorum none\n',
    'log with too much': `log ${log} u v\nquorum none\n`,
    'log key of a witness': `log ${vkey('A')}\nquorum none\n`,
    'witness key of a log': `witness A ${log}\nquorum none\n`,
    'witness without a key': 'witness A\nquorum none\n',
    'a log twice': `log ${log}\nlog ${log}\nquorum none\n`,
    'a log key under two names': `log ${log}\nlog ${formatVkey({ ...testSigner('kr.ews.example/log/1').key, name: 'other' })}\nquorum none\n`,
    'a witness key twice': `witness A ${vkey('A')}\nwitness B ${vkey('A')}\nquorum none\n`,
    'a name twice': `witness A ${vkey('A')}\nwitness A ${vkey('B')}\nquorum none\n`,
    'a group named as a witness': `${two}group A any B\nquorum none\n`,
    'a witness named none': `witness none ${vkey('A')}\nquorum none\n`,
    'a group named none': `${two}group none any A\nquorum none\n`,
    'none in a group': `${two}group G any none\nquorum none\n`,
    'a group without members': `${two}group G any\nquorum none\n`,
    'a group of itself': `${two}group G any G\nquorum none\n`,
    'a member that comes later': `group G any A\n${two}quorum none\n`,
    'a member twice in a group': `${two}group G 1 A A\nquorum none\n`,
    'a member of two groups': `${two}group G any A B\ngroup H any A\nquorum none\n`,
    'threshold 0': `${two}group G 0 A B\nquorum none\n`,
    'threshold above the members': `${two}group G 3 A B\nquorum none\n`,
    'threshold 01': `${two}group G 01 A B\nquorum none\n`,
    'threshold 0x1': `${two}group G 0x1 A B\nquorum none\n`,
    'threshold +1': `${two}group G +1 A B\nquorum none\n`,
    'threshold missing': `${two}group G A B\nquorum none\n`,
    'a damaged key': `log ${log.replace('+', '+0')}\nquorum none\n`,
    'too long': `#${'x'.repeat(1024 * 1024)}\nquorum none\n`,
  })) {
    assert.throws(() => parsePolicy(text), refusal('invalid_input'), name);
  }
});

test('policy: names the line', () => {
  assert.throws(
    () => parsePolicy('# one\n\nlog x\nquorum none\n'),
    (error: { detail?: unknown }) => assert.deepEqual(error.detail, { line: 3 }) === undefined,
  );
});
