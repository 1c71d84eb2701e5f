import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Role } from '../../src/domain/people.ts';
import { openAgency, refusal, type TestAgency } from './agency.ts';
import { DRAFT, INDICATOR, signal } from './samples.ts';

let agency: TestAgency;
before(async () => {
  agency = await openAgency();
});
after(() => agency.close());

const pathOf = (id: string) => `/bulletins/${encodeURIComponent(id)}`;

async function step(role: Role, id: string, name: string, body?: object) {
  return agency.ask(role, 'POST', `${pathOf(id)}/${name}`, body);
}

async function draft(parts: object = {}) {
  const answer = await agency.ask('analyst', 'POST', '/bulletins', { ...DRAFT, ...parts });
  assert.equal(answer.statusCode, 201, answer.body);
  const { content, digest } = answer.json();
  return { id: content.id as string, digest: digest as string };
}

async function issued() {
  const { id, digest } = await draft();
  for (const [role, name, body] of [
    ['analyst', 'submit', { digest }],
    ['approver', 'approve', { digest }],
    ['approver', 'issue', undefined],
  ] as const) {
    const answer = await step(role, id, name, body);
    assert.equal(answer.statusCode, 200, answer.body);
  }
  return id;
}

async function read(id: string) {
  const answer = await agency.ask('viewer', 'GET', pathOf(id));
  assert.equal(answer.statusCode, 200, answer.body);
  return answer.json();
}

test('bulletins: from a draft to the log, each step by whom it takes', async () => {
  const { id, digest } = await draft();
  assert.deepEqual((await read(id)).life, { state: 'draft' });
  const submitted = (await step('analyst', id, 'submit', { digest })).json();
  assert.deepEqual([submitted.life.state, submitted.life.submission.name], ['in-review', 'analyst']);
  const approved = (await step('approver', id, 'approve', { digest })).json();
  assert.deepEqual(approved.life.approvals.length, 1);
  const done = await step('approver', id, 'issue');
  assert.equal(done.statusCode, 200, done.body);
  const { life, from, deliveries, acknowledgements } = await read(id);
  assert.deepEqual([from, life.state, deliveries, acknowledgements], ['own', 'issued', [], []]);
  const { items } = (await agency.ask('viewer', 'GET', '/log/entries')).json();
  const entry = items[life.issued.reference.seq];
  assert.deepEqual([entry.digest, entry.sealed], [life.issued.reference.digest, false]);
  const proof = await agency.ask('viewer', 'GET', `${pathOf(id)}/proof`);
  assert.match(String(proof.headers['content-type']), /^text\/plain/);
  assert.match(proof.body, /^c2sp\.org\/tlog-proof@v1\n/);
});

test('bulletins: one that is serious needs two approvers, and says how many it has', async () => {
  const { id, digest } = await draft({ level: 'serious' });
  await step('analyst', id, 'submit', { digest });
  await step('approver', id, 'approve', { digest });
  assert.deepEqual(refusal(await step('approver', id, 'issue')), [409, 'four_eyes']);
  assert.deepEqual(refusal(await step('approver', id, 'approve', { digest })), [409, 'four_eyes']);
});

test('bulletins: an edit voids what was said for the content before', async () => {
  const { id, digest } = await draft();
  await step('analyst', id, 'submit', { digest });
  const edit = (expected: string) =>
    agency.ask('analyst', 'PATCH', pathOf(id), { expected, parts: { level: 'caution' } });
  const edited = (await edit(digest)).json();
  assert.deepEqual([edited.life, edited.content.level], [{ state: 'draft' }, 'caution']);
  assert.notEqual(edited.digest, digest);
  assert.deepEqual(refusal(await edit(digest)), [409, 'content_changed']);
  assert.deepEqual(refusal(await step('analyst', id, 'submit', { digest })), [409, 'content_changed']);
  assert.deepEqual(refusal(await step('approver', id, 'approve', { digest })), [409, 'wrong_state']);
});

test('bulletins: an edit empties what may be absent, and leaves what it does not name', async () => {
  const { id, digest } = await draft({ cause: { en: 'A strike.' }, impact: { en: 'Less urea.' } });
  const edit = { expected: digest, parts: { cause: null } };
  const edited = (await agency.ask('analyst', 'PATCH', pathOf(id), edit)).json();
  assert.deepEqual([edited.content.cause, edited.content.impact], [undefined, { en: 'Less urea.' }]);
  const needed = { expected: edited.digest, parts: { text: null } };
  const refused = await agency.ask('analyst', 'PATCH', pathOf(id), needed);
  assert.deepEqual(refusal(refused), [400, 'invalid_input']);
});

test('bulletins: an approver sends one back, an analyst gives it up', async () => {
  const { id, digest } = await draft();
  await step('analyst', id, 'submit', { digest });
  const returned = await step('approver', id, 'return', { reason: 'Say since when.' });
  assert.deepEqual(returned.json().life, { state: 'draft' });
  const withdrawn = await agency.ask('analyst', 'DELETE', pathOf(id));
  assert.deepEqual([withdrawn.statusCode, withdrawn.body], [204, '']);
  assert.equal((await read(id)).life.state, 'withdrawn');
  assert.deepEqual(refusal(await step('analyst', id, 'submit', { digest })), [409, 'wrong_state']);
});

test('bulletins: an update and a cancellation refer to what was issued', async () => {
  const id = await issued();
  const update = await step('analyst', id, 'updates', { parts: { level: 'caution' } });
  assert.equal(update.statusCode, 201, update.body);
  const { content } = update.json();
  assert.deepEqual([content.type, content.level, content.references[0].id], ['update', 'caution', id]);
  const cancellation = await step('analyst', id, 'cancellation', { reason: { en: 'It did not come.' } });
  assert.deepEqual(cancellation.json().content.type, 'cancel', cancellation.body);
});

test('bulletins: drafted from a signal, with its evidence, once', async () => {
  const assessment = { series: 'UREA_PRICE/KR.CN', detector: 'threshold', throughOrdinal: 1 };
  await agency.node.stores.signals.recordAssessments([{ ...assessment, signals: [signal('s1')] }]);
  await agency.node.stores.observations.putIndicators([INDICATOR]);
  const parts = { contact: 'Duty officer', text: { en: 'Checked with customs.' } };
  const answer = await agency.ask('analyst', 'POST', '/signals/s1/draft', { parts });
  assert.equal(answer.statusCode, 201, answer.body);
  const { content, signal: source } = answer.json();
  assert.deepEqual([source, content.level, content.text], ['s1', 'alert', parts.text]);
  assert.deepEqual(content.evidence, [signal('s1').evidence]);
  const shown = (await agency.ask('viewer', 'GET', '/signals/s1')).json();
  assert.deepEqual([shown.state, shown.bulletin], ['drafted', content.id]);
  const again = await agency.ask('analyst', 'POST', '/signals/s1/draft', {});
  assert.deepEqual(refusal(again), [409, 'wrong_state']);
});

test('bulletins: listed by state and level, page by page; those of peers apart', async () => {
  await draft();
  await draft();
  const list = async (query: string) => (await agency.ask('viewer', 'GET', `/bulletins?${query}`)).json();
  const drafts = await list('state=draft&level=alert&limit=1');
  assert.deepEqual([drafts.items.length, drafts.next], [1, 1]);
  assert.equal(drafts.items[0].life.state, 'draft');
  assert.deepEqual(await list('from=peers'), { items: [] });
  assert.deepEqual(await list('from=peers&issuer=jp.ews.example'), { items: [] });
});

test('bulletins: what is not here is not found; what is no id is invalid', async () => {
  const missing = await agency.ask('viewer', 'GET', pathOf('jp.ews.example/2021-10-11/00000000'));
  assert.deepEqual(refusal(missing), [404, 'not_found']);
  const malformed = await agency.ask('viewer', 'GET', pathOf('../../etc/passwd'));
  assert.deepEqual(refusal(malformed), [400, 'invalid_input']);
  assert.equal(malformed.json().issues[0].path, 'params.id');
});

test('bulletins: what is wrong with a draft is listed by its place', async () => {
  const body = { ...DRAFT, level: 'red', items: [{ name: {} }], expires: '2021-13-01T00:00:00Z', more: 1 };
  const answer = await agency.ask('analyst', 'POST', '/bulletins', body);
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
  const paths = answer.json().issues.map(({ path }: { path: string }) => path);
  assert.deepEqual(paths.sort(), ['body', 'body.expires', 'body.items.0.name', 'body.level']);
});

test('bulletins: rules between fields are refusals of the request, not failures', async () => {
  const answer = await agency.ask('analyst', 'POST', '/bulletins', { ...DRAFT, tlp: 'RED', audience: '*' });
  assert.deepEqual(refusal(answer), [400, 'invalid_input']);
});
