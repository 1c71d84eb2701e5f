import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Run, runBatch, runEws } from './run-ews.ts';
import { type Answer, type Asked, type StubNode, startStubNode } from './stub-node.ts';

const BULLETIN = 'kr.ews.example/2021-10-11/1f2e3d4c';
const ENCODED = 'kr.ews.example%2F2021-10-11%2F1f2e3d4c';
const DIGEST = 'd'.repeat(43);

let node: StubNode;
let folder: string;
let answer: (asked: Asked) => Answer;
const file = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const kept = () => ({ XDG_CONFIG_HOME: join(folder, 'config') });
const ask = (...lines: string[][]) => runBatch(lines, { EWS_URL: node.url, EWS_TOKEN: 't0ken' });

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ews-remote-'));
  node = await startStubNode((asked) => answer(asked));
});
after(async () => {
  await node.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  answer = () => ({ status: 200, body: { items: [] } });
  node.takeAsked();
});

describe('commands that ask a node', () => {
  it('ask what their names say', async () => {
    const level = file('level.json', '{"level":"serious"}');
    const cases: [line: string, asked: string, body?: unknown][] = [
      ['node', 'GET /node'],
      ['clock show', 'GET /clock'],
      ['clock set 2021-10-11T00:00:00Z', 'PUT /clock', { business: '2021-10-11T00:00:00Z' }],
      ['indicators list', 'GET /indicators'],
      ['indicators overdue', 'GET /indicators/overdue'],
      ['indicators show UREA_PRICE', 'GET /indicators/UREA_PRICE'],
      ['series list --indicator UREA_PRICE', 'GET /series?indicator=UREA_PRICE'],
      [
        'series show UREA_PRICE/KR.CN --as-of 2021-10-11T00:00:00Z --from-period 2021-01',
        'GET /series/observations?series=UREA_PRICE%2FKR.CN&asOf=2021-10-11T00%3A00%3A00Z&from=2021-01',
      ],
      [
        'series history UREA_PRICE/KR.CN 2021-10',
        'GET /series/history?series=UREA_PRICE%2FKR.CN&period=2021-10',
      ],
      ['sources', 'GET /sources'],
      ['sources list', 'GET /sources'],
      ['sources runs urea --limit 3', 'GET /sources/urea/runs?limit=3'],
      ['signals list --state open --limit 5', 'GET /signals?state=open&limit=5'],
      ['signals show a/b', 'GET /signals/a%2Fb'],
      ['signals dismiss x --reason noise', 'POST /signals/x/dismiss', { reason: 'noise' }],
      ['signals draft x', 'POST /signals/x/draft', {}],
      [
        'situations list --sector batteries --level caution',
        'GET /situations?sector=batteries&level=caution',
      ],
      ['situations show item-urea', 'GET /situations/item-urea'],
      ['situations draft item-urea', 'POST /situations/item-urea/draft', {}],
      [
        `situations draft item-urea --parts ${level}`,
        'POST /situations/item-urea/draft',
        { parts: { level: 'serious' } },
      ],
      [`signals draft x --parts ${level}`, 'POST /signals/x/draft', { parts: { level: 'serious' } }],
      [
        'reports list --state new --source mission --search urea',
        'GET /reports?state=new&q=urea&source=mission',
      ],
      [
        'reports events --type quota --from 2021-01-01',
        'GET /reports?from=2021-01-01&kind=policy-event&event=quota',
      ],
      ['reports catalogue', 'GET /reports/catalogue'],
      ['reports import --catalogue', 'POST /reports/catalogue', {}],
      ['reports accept r', 'POST /reports/r/accept', {}],
      ['reports dismiss r --reason noise', 'POST /reports/r/dismiss', { reason: 'noise' }],
      ['reports duplicate r --of s', 'POST /reports/r/duplicate', { of: 's' }],
      ['reports counts', 'GET /reports/counts'],
      ['bulletins list --from peers --offset 50', 'GET /bulletins?from=peers&offset=50'],
      [`bulletins show ${BULLETIN}`, `GET /bulletins/${ENCODED}`],
      [
        `bulletins edit ${BULLETIN} ${level} --digest ${DIGEST}`,
        `PATCH /bulletins/${ENCODED}`,
        { expected: DIGEST, parts: { level: 'serious' } },
      ],
      [`bulletins withdraw ${BULLETIN}`, `DELETE /bulletins/${ENCODED}`],
      [
        `bulletins submit ${BULLETIN} --digest ${DIGEST}`,
        `POST /bulletins/${ENCODED}/submit`,
        { digest: DIGEST },
      ],
      [
        `bulletins approve ${BULLETIN} --digest ${DIGEST}`,
        `POST /bulletins/${ENCODED}/approve`,
        { digest: DIGEST },
      ],
      [`bulletins return ${BULLETIN} --reason no`, `POST /bulletins/${ENCODED}/return`, { reason: 'no' }],
      [`bulletins issue ${BULLETIN}`, `POST /bulletins/${ENCODED}/issue`],
      [
        `bulletins update ${BULLETIN} ${level}`,
        `POST /bulletins/${ENCODED}/updates`,
        { parts: { level: 'serious' } },
      ],
      [
        `bulletins cancel ${BULLETIN} --reason over --reason-ko 끝`,
        `POST /bulletins/${ENCODED}/cancellation`,
        { reason: { en: 'over', ko: '끝' } },
      ],
      [
        `bulletins ack ${BULLETIN} read --note thanks`,
        `POST /bulletins/${ENCODED}/acknowledgements`,
        { type: 'read', note: 'thanks' },
      ],
      ['peers list', 'GET /peers'],
      [
        'peers enrol https://jp.example --fingerprint f',
        'POST /peers',
        { url: 'https://jp.example', fingerprint: 'f' },
      ],
      ['peers suspend jp.ews.example', 'PATCH /peers/jp.ews.example', { state: 'suspended' }],
      ['peers resume jp.ews.example', 'PATCH /peers/jp.ews.example', { state: 'active' }],
      ['peers leave jp.ews.example', 'PATCH /peers/jp.ews.example', { state: 'left' }],
      [
        'peers enrol --node tw.ews.example --via us.ews.example,jp.ews.example --fingerprint f',
        'POST /peers',
        { node: 'tw.ews.example', via: ['us.ews.example', 'jp.ews.example'], fingerprint: 'f' },
      ],
      ['peers address jp.ews.example https://jp', 'PATCH /peers/jp.ews.example', { url: 'https://jp' }],
      [
        'peers routes jp.ews.example us.ews.example',
        'PATCH /peers/jp.ews.example',
        { routes: ['us.ews.example'] },
      ],
      ['peers pull jp.ews.example', 'POST /peers/jp.ews.example/pull'],
      ['links', 'GET /links'],
      ['links list', 'GET /links'],
      ['log show', 'GET /log'],
      ['log entries --from 7 --limit 2', 'GET /log/entries?from=7&limit=2'],
      ['audit list', 'GET /audit'],
      ['audit verify', 'GET /audit/verify'],
    ];
    const runs = await ask(...cases.map(([line]) => [...line.split(' '), '--json']));
    const asked = node.takeAsked();
    for (const [index, [line, expected, body]] of cases.entries()) {
      assert.equal(runs[index]?.code, 0, `${line}: ${runs[index]?.stderr}`);
      assert.equal(asked[index]?.line.replace('/api/v1', ''), expected, line);
      assert.deepEqual(asked[index]?.body, body, line);
      assert.equal(asked[index]?.token, 't0ken');
      assert.doesNotThrow(() => JSON.parse(runs[index]?.stdout ?? ''), line);
    }
  });

  it('print tables for people, without what could move their cursor', async () => {
    const names = { en: 'Urea\u001b[2J price' };
    const item = { code: 'UREA_PRICE', names, sector: 'critical-minerals', unit: 'USD/t' };
    answer = () => ({ status: 200, body: { items: [item] } });
    const [run] = await ask(['indicators', 'list']);
    assert.match(run?.stdout ?? '', /^Code\tName/);
    assert.match(run?.stdout ?? '', /^UREA_PRICE\tUrea \[2J price\t/m);
  });

  it('write a proof as it is', async () => {
    answer = () => ({ status: 200, type: 'text/plain', body: 'c2sp.org/tlog-proof@v1\n…\n' });
    const out = join(folder, 'proof.txt');
    const [shown] = await ask(
      ['bulletins', 'proof', BULLETIN],
      ['bulletins', 'proof', BULLETIN, '--out', out],
    );
    assert.equal(shown?.stdout, 'c2sp.org/tlog-proof@v1\n…\n');
    assert.equal(readFileSync(out, 'utf8'), shown?.stdout);
  });

  it('name file, line and key of a document that is wrong, and send nothing', async () => {
    const bad = file('bad.yaml', 'headline:\n  en: x\nlevel: huge\nlvl: 1\n');
    const [run] = await ask(['bulletins', 'edit', BULLETIN, bad, '--digest', DIGEST, '--json']);
    assert.equal(run?.code, 1);
    const problem = JSON.parse(run?.stderr ?? '');
    assert.equal(problem.code, 'invalid_input');
    const places = problem.problems.map(({ line, key }: { line: number; key: string }) => `${line} ${key}`);
    assert.deepEqual(places.sort(), ['3 level', '4 lvl']);
    assert.deepEqual(node.takeAsked(), []);
  });
});

describe('ews links and ews doctor', () => {
  const JP = 'jp.ews.example';
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();

  it('show both directions, and what is wrong beside the table', async () => {
    const up = { state: 'up', reason: 'ok', since: ago(600), path: 'direct' };
    const lastError = { class: 'tls', code: 'peer_unreachable', side: 'peer', detail: 'x', at: ago(7) };
    const down = { ...up, state: 'down', reason: 'no_contact', since: ago(300), lastError };
    const theirReport = { inbound: up, outbound: { ...up, state: 'degraded', reason: '\u001b[2Jclock' } };
    answer = () => ({
      status: 200,
      body: { items: [{ peer: JP, inbound: { ...down, roundTripMs: 7 }, outbound: up, theirReport }] },
    });
    const [text, json] = (await ask(['links'], ['links', '--json'])) as [Run, Run];
    assert.equal(text.code, 0, text.stderr);
    const rows = text.stdout.split('\n').map((line) => line.split('\t'));
    assert.deepEqual(rows[1]?.slice(0, 5), [`from ${JP}`, 'down', 'no_contact', '5 min', 'degraded']);
    assert.deepEqual(rows[2]?.slice(0, 5), [`to ${JP}`, 'up', 'ok', '10 min', 'up']);
    assert.match(
      text.stderr,
      /^from jp\.ews\.example: last error \d+ s ago: tls, peer_unreachable, on the peer's side/,
    );
    assert.ok(!text.stderr.includes('\u001b'));
    assert.equal(JSON.parse(json.stdout).items[0].peer, JP);
    assert.equal(json.stderr, '');
  });

  it('show the history of the time that is named', async () => {
    const spell = { direction: 'inbound', state: 'down', reason: 'clock', from: ago(300), to: ago(120) };
    answer = () => ({ status: 200, body: { changes: [spell], samples: [] } });
    const [run] = await ask(['links', 'history', JP, '--from', '2021-10-11T00:00:00Z']);
    assert.match(run?.stdout ?? '', /inbound\tdown\tclock\t.*\t3 min\n/);
    assert.deepEqual(
      node.takeAsked().map(({ line }) => line),
      [`GET /api/v1/links/${JP}/history?from=2021-10-11T00%3A00%3A00Z`],
    );
  });

  it('exit with 1 where the way ends', async () => {
    const step = { step: 'connect', outcome: 'failed', ms: 3, detail: 'refused [x]', advice: 'Call them.' };
    answer = () => ({ status: 200, body: { peer: JP, steps: [step], passed: false } });
    const [text, json] = (await ask(['doctor', JP], ['doctor', JP, '--json'])) as [Run, Run];
    assert.deepEqual([text.code, json.code], [1, 1]);
    assert.match(text.stdout, /FAIL connect +3 ms {2}refused \[x\]\n +→ Call them\./);
    assert.equal(node.takeAsked()[0]?.line, `POST /api/v1/links/${JP}/doctor`);
    answer = () => ({
      status: 200,
      body: { peer: JP, steps: [{ ...step, outcome: 'passed' }], passed: true },
    });
    const [open] = await ask(['doctor', JP]);
    assert.equal(open?.code, 0);
  });
});

describe('refusals of a node', () => {
  it('come out with their code and their facts', async () => {
    const problem = {
      type: 'urn:ews:error:four_eyes',
      title: 'Conflict',
      status: 409,
      detail: 'You submitted it.',
      code: 'four_eyes',
      required: 2,
    };
    answer = () => ({ status: 409, type: 'application/problem+json', body: problem });
    const line = ['bulletins', 'approve', BULLETIN, '--digest', DIGEST];
    const [text, json] = await ask(line, [...line, '--json']);
    assert.equal(text?.code, 1);
    assert.equal(text?.stderr, 'ews: You submitted it. [four_eyes]\n');
    assert.equal(JSON.parse(json?.stderr ?? '').required, 2);
  });

  it('say how to sign in', async () => {
    answer = () => ({ status: 401, body: { code: 'unauthenticated', detail: 'A token is needed.' } });
    const [run] = await ask(['node']);
    assert.match(run?.stderr ?? '', /ews login/);
  });

  it('are told apart from what is no node at all', async () => {
    answer = () => ({ status: 200, type: 'text/html', body: '<html>' });
    const [html] = await ask(['node', '--json']);
    answer = () => ({ status: 502, type: 'text/html', body: '<html>' });
    const [proxy] = await ask(['node', '--json']);
    const [nobody] = await ask(['node', '--json', '--url', 'http://127.0.0.1:1']);
    const codes = [html, proxy, nobody].map((run) => JSON.parse(run?.stderr ?? '').code);
    assert.deepEqual(codes, ['peer_answer', 'peer_answer', 'peer_unreachable']);
  });

  it('send no token to another machine without TLS', async () => {
    const [run] = await ask(['node', '--json', '--url', 'http://192.0.2.1:8080']);
    assert.equal(JSON.parse(run?.stderr ?? '').code, 'invalid_input');
  });
});

describe('ews login', () => {
  const signIn = (environment: Record<string, string>) =>
    runEws(['login', `${node.url}/`, '--name', 'j.kim', '--password-file', '-', '--json'], {
      input: 'correct horse battery\n',
      environment,
    });

  it('keeps the token for its node alone, in a file for its owner alone', async () => {
    answer = ({ line }) =>
      line.startsWith('POST')
        ? { status: 200, body: { token: 'k3pt', account: { name: 'j.kim', role: 'analyst' } } }
        : { status: 200, body: {} };
    const login = await signIn(kept());
    assert.equal(login.code, 0, login.stderr);
    assert.ok(!login.stdout.includes('k3pt'));
    const path = join(folder, 'config', 'ews', 'credentials.json');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.deepEqual(node.takeAsked()[0]?.body, { name: 'j.kim', password: 'correct horse battery' });

    const other = await startStubNode(() => ({ status: 200, body: {} }));
    await runBatch([['node'], ['node', '--url', other.url], ['node', '--token', 'stated']], kept());
    assert.deepEqual(
      node.takeAsked().map(({ token }) => token),
      ['k3pt', 'stated'],
    );
    assert.deepEqual(
      other.takeAsked().map(({ token }) => token),
      [undefined],
    );
    await other.close();
    await runBatch([['logout']], kept());
    assert.ok(!readFileSync(path, 'utf8').includes('k3pt'));
  });

  it('takes a token from a file', async () => {
    const tokenFile = file('token', 'fr0m-file\n');
    await runBatch([['node'], ['node', '--token-file', tokenFile]], {
      EWS_URL: node.url,
      EWS_TOKEN_FILE: tokenFile,
    });
    assert.deepEqual(
      node.takeAsked().map(({ token }) => token),
      ['fr0m-file', 'fr0m-file'],
    );
  });

  it('keeps nothing when it is refused', async () => {
    answer = () => ({ status: 401, body: { code: 'unauthenticated', detail: 'Wrong.' } });
    const elsewhere = { XDG_CONFIG_HOME: join(folder, 'elsewhere') };
    const login = await signIn(elsewhere);
    assert.equal(login.code, 1);
    assert.equal(JSON.parse(login.stderr).code, 'unauthenticated');
    const [run] = await runBatch([['logout', '--json']], elsewhere);
    assert.equal(run?.code, 2, 'logout reads nothing');
  });
});
