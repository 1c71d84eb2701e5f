import assert from 'node:assert/strict';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import type { Problem } from '../src/config/problems.ts';
import { loadConfig } from '../src/config.ts';
import { EwsError } from '../src/domain/errors.ts';

const SECRET = 'a'.repeat(43);
const EXAMPLE = new URL('../config/node.example.yaml', import.meta.url).pathname;

const MINIMAL = `node:
  id: kr.ews.example
  country: KR
  name:
    en: Korea
contact: Duty officer
federation:
  url: http://127.0.0.1:8443
`;

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

function folder(nodeYaml: string | undefined = MINIMAL): string {
  const made = mkdtempSync(join(tmpdir(), 'ews-config-'));
  folders.push(made);
  mkdirSync(join(made, 'config', 'indicators'), { recursive: true });
  mkdirSync(join(made, 'keys'), { mode: 0o700 });
  if (nodeYaml !== undefined) writeFileSync(join(made, 'config', 'node.yaml'), nodeYaml);
  writeFileSync(join(made, 'keys', 'session-secret'), `${SECRET}\n`, { mode: 0o600 });
  return made;
}

/** The problems of a configuration that must be refused, with paths cut down to their last part. */
function problemsOf(directory: string, environment: Record<string, string> = {}): Problem[] {
  try {
    loadConfig(directory, environment);
  } catch (error) {
    assert.ok(error instanceof EwsError && error.code === 'config_invalid');
    const problems = error.detail.problems as Problem[];
    return problems.map((problem) => ({ ...problem, file: problem.file.replace(`${directory}/`, '') }));
  }
  return assert.fail('the configuration was accepted');
}

describe('config', () => {
  it('fills in defaults and freezes everything', () => {
    const config = loadConfig(folder(), {});
    assert.equal(config.agency.port, 8080);
    assert.equal(config.federation.pollSeconds, 25);
    assert.equal(config.clock.business, 'wall');
    assert.equal(config.secrets.sessionSecret, SECRET);
    assert.ok(Object.isFrozen(config) && Object.isFrozen(config.agency) && Object.isFrozen(config.node.name));
  });

  it('accepts the example, whose values are the defaults', () => {
    const directory = folder();
    const { paths: _, node: _node, contact: _contact, ...defaults } = loadConfig(directory, {});
    cpSync(EXAMPLE, join(directory, 'config', 'node.yaml'));
    const { paths: _paths, node: _name, contact: _text, ...example } = loadConfig(directory, {});
    assert.deepEqual(example, defaults);
  });

  it('names file, line and key of a bad value', () => {
    const [problem, ...others] = problemsOf(folder(`${MINIMAL}agency:\n  host: 127.0.0.1\n  port: eighty\n`));
    assert.deepEqual(others, []);
    assert.equal(problem?.file, 'config/node.yaml');
    assert.equal(problem?.line, 11);
    assert.equal(problem?.key, 'agency.port');
  });

  it('takes a budget of what people can judge, five drafts a working day unless it is stated, and never none', () => {
    assert.deepEqual(loadConfig(folder(), {}).budget, { draftsPerWorkingDay: 5 });
    const stated = 'budget: { draftsPerWorkingDay: 12, timeZone: Asia/Tokyo }\n';
    const { budget } = loadConfig(folder(`${MINIMAL}${stated}`), {});
    assert.deepEqual(budget, { draftsPerWorkingDay: 12, timeZone: 'Asia/Tokyo' });
    const wrong = 'budget: { draftsPerWorkingDay: 0, timeZone: Seoul }\n';
    const [none, nowhere] = problemsOf(folder(`${MINIMAL}${wrong}`));
    assert.equal(none?.key, 'budget.draftsPerWorkingDay');
    assert.match(none?.message ?? '', /at least 1/);
    assert.equal(nowhere?.key, 'budget.timeZone');
  });

  it('reports all problems at once', () => {
    const text = MINIMAL.replace('KR', 'Korea').replace('kr.ews.example', 'KR');
    assert.deepEqual(
      problemsOf(folder(text)).map(({ key, line }) => [key, line]),
      [
        ['node.id', 2],
        ['node.country', 3],
      ],
    );
  });

  it('names the line of an unknown key, at the top and below', () => {
    const text = `${MINIMAL}agency:\n  prot: 1\nlogs: {}\n`;
    const found = problemsOf(folder(text)).map(({ key, line }) => `${line} ${key}`);
    assert.deepEqual(found.sort(), ['10 agency.prot', '11 logs']);
  });

  it('names the line of a missing key as that of what should hold it', () => {
    const [problem] = problemsOf(folder(MINIMAL.replace('  country: KR\n', '')));
    assert.deepEqual([problem?.key, problem?.line], ['node.country', 1]);
  });

  it('refuses a key that stands twice', () => {
    const [problem] = problemsOf(folder(`${MINIMAL}agency:\n  port: 1\n  port: 2\n`));
    assert.deepEqual([problem?.key, problem?.line], ['agency.port', 11]);
  });

  it('names the line of a syntax error', () => {
    const [problem] = problemsOf(folder(`${MINIMAL}agency:\n  host: [1\nlog: {}\n`));
    assert.equal(problem?.file, 'config/node.yaml');
    assert.equal(problem?.line, 11);
  });

  it('refuses an alias without anchor', () => {
    assert.equal(problemsOf(folder(`${MINIMAL}agency: *nowhere\n`)).length, 1);
  });

  it('says which file is missing', () => {
    const directory = folder();
    rmSync(join(directory, 'config', 'node.yaml'));
    const [problem] = problemsOf(directory);
    assert.equal(problem?.file, 'config/node.yaml');
    assert.match(problem?.message ?? '', /ews init/);
  });

  it('refuses plain http away from this machine, unless it is allowed', () => {
    const text = MINIMAL.replace('http://127.0.0.1:8443', 'http://kr.ews.example');
    assert.deepEqual(
      problemsOf(folder(text)).map(({ key, line }) => [key, line]),
      [['federation.url', 8]],
    );
    const config = loadConfig(folder(`${text}  allowHttp: true\n`), {});
    assert.equal(config.federation.url, 'http://kr.ews.example');
  });

  it('refuses addresses in other than their plain form', () => {
    for (const url of [
      'https://x.example/',
      'https://a:b@x.example',
      'https://x.example?a=1',
      'ftp://x',
      'x',
    ]) {
      const problems = problemsOf(folder(MINIMAL.replace('http://127.0.0.1:8443', url)));
      assert.equal(problems[0]?.key, 'federation.url', url);
    }
  });

  it('wants replayFrom with a replay, and only with one', () => {
    const key = (clock: string) => problemsOf(folder(`${MINIMAL}clock: ${clock}\n`))[0]?.key;
    assert.equal(key('{ business: replay }'), 'clock.replayFrom');
    assert.equal(key('{ replayFrom: 2021-06-01T00:00:00Z }'), 'clock.replayFrom');
  });
});

describe('config: environment', () => {
  it('takes the place of keys', () => {
    const config = loadConfig(folder(), {
      EWS_AGENCY_HOST: '0.0.0.0',
      EWS_AGENCY_PORT: '9000',
      EWS_FEDERATION_HOST: '::',
      EWS_FEDERATION_PORT: '9001',
      EWS_FEDERATION_URL: 'https://kr.example',
      EWS_LOG_LEVEL: 'warn',
    });
    assert.deepEqual(config.agency, { host: '0.0.0.0', port: 9000, trustProxy: false });
    assert.deepEqual([config.federation.host, config.federation.port], ['::', 9001]);
    assert.equal(config.federation.url, 'https://kr.example');
    assert.equal(config.log.level, 'warn');
  });

  it('names the variable of a bad value', () => {
    for (const port of ['0x50', '80 ', '-1', '65536', '8e1']) {
      const [problem] = problemsOf(folder(), { EWS_AGENCY_PORT: port });
      assert.deepEqual([problem?.file, problem?.key], ['environment', 'EWS_AGENCY_PORT'], port);
    }
  });

  it('reports a variable that it does not know', () => {
    assert.equal(problemsOf(folder(), { EWS_AGENCY_PROT: '1' })[0]?.key, 'EWS_AGENCY_PROT');
  });

  it('takes an empty variable for none', () => {
    assert.equal(loadConfig(folder(), { EWS_AGENCY_PORT: '' }).agency.port, 8080);
  });
});

describe('config: session secret', () => {
  it('comes from the environment, a file that it names, or the keys', () => {
    const directory = folder();
    const file = join(directory, 'mounted');
    writeFileSync(file, `${'b'.repeat(40)}\n`, { mode: 0o644 });
    const secret = (environment: Record<string, string>) =>
      loadConfig(directory, environment).secrets.sessionSecret;
    assert.equal(secret({}), SECRET);
    assert.equal(secret({ EWS_SESSION_SECRET_FILE: file }), 'b'.repeat(40));
    assert.equal(secret({ EWS_SESSION_SECRET: 'c'.repeat(32) }), 'c'.repeat(32));
  });

  it('is refused when two sources name it', () => {
    const problems = problemsOf(folder(), {
      EWS_SESSION_SECRET: SECRET,
      EWS_SESSION_SECRET_FILE: '/nowhere',
    });
    assert.equal(problems[0]?.key, 'EWS_SESSION_SECRET');
  });

  it('is refused when it is short, missing, or open to others', () => {
    const directory = folder();
    const file = join(directory, 'keys', 'session-secret');
    assert.equal(problemsOf(directory, { EWS_SESSION_SECRET: 'short' })[0]?.key, 'EWS_SESSION_SECRET');
    const named = problemsOf(directory, { EWS_SESSION_SECRET_FILE: '/nowhere' });
    assert.deepEqual([named[0]?.file, named[0]?.key], ['/nowhere', 'EWS_SESSION_SECRET_FILE']);
    chmodSync(file, 0o640);
    assert.equal(problemsOf(directory)[0]?.file, 'keys/session-secret');
    chmodSync(file, 0o600);
    writeFileSync(file, '\n');
    assert.equal(problemsOf(directory)[0]?.file, 'keys/session-secret');
    rmSync(file);
    assert.equal(problemsOf(directory)[0]?.file, 'keys/session-secret');
  });
});

describe('config: metrics', () => {
  const TOKEN = 't'.repeat(40);
  const withMetrics = (text: string) => folder(`${MINIMAL}metrics: ${text}\n`);

  it('are off unless there is a section, or a variable that makes one', () => {
    assert.equal(loadConfig(folder(), {}).metrics, undefined);
    assert.deepEqual(loadConfig(withMetrics('{}'), {}).metrics, { host: '127.0.0.1', port: 9464 });
    const made = loadConfig(folder(), { EWS_METRICS_PORT: '9000' }).metrics;
    assert.deepEqual(made, { host: '127.0.0.1', port: 9000 });
  });

  it('are refused without a token where others can reach them', () => {
    for (const host of ['0.0.0.0', '::', '192.0.2.1', 'kr.ews.example', '127.0.0.1.example']) {
      const keys = problemsOf(withMetrics(`{ host: "${host}" }`)).map(({ key }) => key);
      assert.deepEqual(keys, ['metrics.host'], host);
      const { secrets } = loadConfig(withMetrics(`{ host: "${host}" }`), { EWS_METRICS_TOKEN: TOKEN });
      assert.equal(secrets.metricsToken, TOKEN);
    }
    assert.deepEqual(
      problemsOf(folder(), { EWS_METRICS_HOST: '0.0.0.0' }).map(({ key }) => key),
      ['metrics.host'],
    );
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
      assert.equal(loadConfig(withMetrics(`{ host: "${host}" }`), {}).secrets.metricsToken, undefined);
    }
  });

  it('take their token from the environment, a file that it names, or one of the node', () => {
    const directory = withMetrics('{ tokenFile: keys/metrics-token }');
    assert.deepEqual(
      problemsOf(directory).map(({ file, key }) => [file, key]),
      [['keys/metrics-token', 'metrics.tokenFile']],
    );
    writeFileSync(join(directory, 'keys', 'metrics-token'), `${TOKEN}\n`);
    assert.equal(loadConfig(directory, {}).secrets.metricsToken, TOKEN);
    const mounted = join(directory, 'mounted');
    writeFileSync(mounted, 'm'.repeat(40));
    assert.equal(
      loadConfig(directory, { EWS_METRICS_TOKEN_FILE: mounted }).secrets.metricsToken,
      'm'.repeat(40),
    );
    assert.equal(problemsOf(directory, { EWS_METRICS_TOKEN: 'short' })[0]?.key, 'EWS_METRICS_TOKEN');
  });
});

const INDICATOR = `- code: UREA_PRICE
  names: { en: Urea price }
  sector: critical-minerals
  unit: USD/t
  frequency: M
  kind: price
  harmful: up
  grade: A
  source: { publisher: World Bank, licence: CC BY 4.0 }
  tlp: CLEAR
  publicationLagDays: 5
`;

describe('config: catalogue', () => {
  const write = (directory: string, name: string, text: string) =>
    writeFileSync(join(directory, 'config', 'indicators', name), text);

  it('is read from all files', () => {
    const directory = folder();
    write(directory, 'one.yaml', INDICATOR);
    write(directory, 'two.yaml', INDICATOR.replace('UREA', 'COAL'));
    const { indicators } = loadConfig(directory, {});
    assert.deepEqual(
      indicators.map(({ code }) => code),
      ['UREA_PRICE', 'COAL_PRICE'],
    );
  });

  it('names file, line and key of a bad indicator, and of a code that stands twice', () => {
    const directory = folder();
    write(directory, 'one.yaml', INDICATOR);
    write(directory, 'two.yaml', INDICATOR + INDICATOR.replace('grade: A', 'grade: E'));
    const [bad] = problemsOf(directory);
    assert.deepEqual([bad?.file, bad?.line, bad?.key], ['config/indicators/two.yaml', 19, '1.grade']);
    write(directory, 'two.yaml', INDICATOR);
    const [twice] = problemsOf(directory);
    assert.deepEqual([twice?.file, twice?.line, twice?.key], ['config/indicators/two.yaml', 1, '0.code']);
  });

  const withMapping = (dimensions: string, name = 'customs') => `indicators:
${INDICATOR.trimEnd().replace(/^/gm, '  ')}
mappings:
  ${name}:
    period: { column: Monat, format: YYYY.MM }
    series:
      - indicator: UREA_PRICE
        dimensions: { ${dimensions} }
`;

  it('has mappings of publishers beside the indicators', () => {
    const directory = folder();
    write(directory, 'one.yaml', withMapping('reporter: KR, partner: { column: Land }'));
    const { indicators, mappings } = loadConfig(directory, {});
    assert.deepEqual([indicators.length, [...mappings.keys()]], [1, ['customs']]);
    assert.deepEqual(mappings.get('customs')?.series[0]?.dimensions, {
      reporter: { is: 'KR' },
      partner: { column: 'Land' },
    });
  });

  it('names file, line and key of a mapping that does not fit, is wrong, or stands twice', () => {
    const directory = folder();
    const series = 'mappings.customs.series.0';
    const wrong = [
      [withMapping('reporter: KR'), `${series}.indicator`, 17],
      [
        withMapping('reporter: KR, partner: CN').replace('indicator: UREA', 'indicator: COAL'),
        `${series}.indicator`,
        17,
      ],
      [withMapping('reporter: KR, partner: { colum: x }'), `${series}.dimensions.partner.colum`, 18],
      [
        withMapping('reporter: KR, partner: CN').replace('YYYY.MM', 'yyyy'),
        'mappings.customs.period.format',
        15,
      ],
    ] as const;
    for (const [text, key, line] of wrong) {
      write(directory, 'one.yaml', text);
      const [problem] = problemsOf(directory);
      assert.deepEqual([problem?.key, problem?.line], [key, line]);
    }
    write(directory, 'one.yaml', withMapping('reporter: KR, partner: CN'));
    write(
      directory,
      'two.yaml',
      withMapping('reporter: KR, partner: CN').replace('code: UREA', 'code: COAL'),
    );
    const [twice] = problemsOf(directory);
    assert.deepEqual([twice?.file, twice?.key], ['config/indicators/two.yaml', 'mappings.customs']);
  });
});

describe('config: detectors', () => {
  const episode = '{ quietSteps: 1, recentPeriods: 1 }';
  const episodes = ['A', 'Q', 'M', 'W', 'D'].map((frequency) => `  ${frequency}: ${episode}\n`).join('');

  it("are the project's, unless the node has its own", () => {
    const directory = folder();
    assert.ok(
      Object.values(loadConfig(directory, {}).detectors.detectors).some((one) => one.M !== undefined),
    );
    writeFileSync(
      join(directory, 'config', 'detectors.yaml'),
      `episodes:\n${episodes}detectors: { cusum: { M: {} } }\n`,
    );
    const { detectors } = loadConfig(directory, {}).detectors;
    assert.ok(detectors.cusum?.M !== undefined);
    assert.equal(detectors.cusum.D, undefined);
  });

  it('are refused with line and key', () => {
    const directory = folder();
    writeFileSync(
      join(directory, 'config', 'detectors.yaml'),
      `episodes:\n${episodes}detectors:\n  cusum:\n    M: { window: many }\n  crystal-ball: {}\n`,
    );
    const places = problemsOf(directory).map(({ file, line, key }) => `${file}:${line} ${key}`);
    assert.deepEqual(places.sort(), [
      'config/detectors.yaml:10 detectors.crystal-ball',
      'config/detectors.yaml:9 detectors.cusum.M.window',
    ]);
  });
});

describe('config: supply map', () => {
  const map = (key: string) => `items: { ${key}: { names: { en: Ore }, sector: batteries } }
edges:
  - from: { country: CN, stage: mining, item: ore }
    to: { country: KR, stage: refining, item: ore }
    share: 0.5
    shareOf: imports
    leadTimeDays: { from: 1, to: 2 }
    source: { title: A table, publisher: An office, url: "https://example.org/", year: 2023 }
`;
  const write = (directory: string, name: string, text: string) =>
    writeFileSync(join(directory, 'config', name), text);

  it("is the project's, unless the node has its own, or its configuration names one", () => {
    const directory = folder();
    assert.ok(loadConfig(directory, {}).supplyMap.edges.length > 10);
    write(directory, 'supply-map.yaml', map('ore'));
    assert.equal(loadConfig(directory, {}).supplyMap.edges.length, 1);
    write(directory, 'node.yaml', `${MINIMAL}supplyMap: config/other.yaml\n`);
    assert.deepEqual(
      problemsOf(directory).map(({ file }) => file),
      ['config/other.yaml'],
    );
    write(directory, 'other.yaml', 'items: {}\nedges: []\n');
    assert.equal(loadConfig(directory, {}).supplyMap.edges.length, 0);
  });

  it('is refused with line and key', () => {
    const directory = folder();
    write(directory, 'supply-map.yaml', map('salt'));
    assert.deepEqual(
      problemsOf(directory).map(({ line, key }) => [line, key]),
      [
        [3, 'edges.0.from.item'],
        [4, 'edges.0.to.item'],
        [1, 'items.salt'],
      ],
    );
  });
});

describe('config: sources', () => {
  const SOURCE = `- name: prices
  url: https://data.example.org/prices.csv
  format: csv
  every: 6h
`;
  const write = (directory: string, name: string, text: string) => {
    mkdirSync(join(directory, 'config', 'sources'), { recursive: true });
    writeFileSync(join(directory, 'config', 'sources', name), text);
  };
  const withSources = (allow: string) => {
    const directory = folder();
    const file = join(directory, 'config', 'node.yaml');
    writeFileSync(file, `${readFileSync(file, 'utf8')}\nsources: { allow: ${allow} }\n`);
    return directory;
  };
  const places = (directory: string) =>
    problemsOf(directory).map(({ file, line, key }) => `${file}:${line} ${key}`);

  it('are read from all files, with defaults', () => {
    const directory = withSources('[{ host: data.example.org }]');
    write(directory, 'one.yaml', SOURCE);
    write(directory, 'two.yaml', SOURCE.replace('prices', 'volumes').replace('every: 6h', 'at: "07:30"'));
    const { sourceCatalogue } = loadConfig(directory, {});
    assert.deepEqual(
      sourceCatalogue.map(({ name, every, at, maxBytes }) => [name, every, at, maxBytes]),
      [
        ['prices', '6h', undefined, 268_435_456],
        ['volumes', undefined, '07:30', 268_435_456],
      ],
    );
    assert.deepEqual(loadConfig(folder(), {}).sourceCatalogue, []);

    const keyed = SOURCE.replace('prices.csv', 'prices.csv?key={key}');
    write(directory, 'one.yaml', `${keyed}  keyFile: keys/prices\n`);
    writeFileSync(join(directory, 'keys', 'prices'), 'abcdefgh\n');
    assert.deepEqual([...loadConfig(directory, {}).secrets.sourceKeys], [['prices', 'abcdefgh']]);
  });

  it('are refused with file, line and key: unreadable, twice, or where it is not allowed', () => {
    const directory = withSources('[{ host: data.example.org }, { host: 10.0.0.1, http: true }]');
    write(directory, 'one.yaml', SOURCE);
    for (const [more, place] of [
      [SOURCE, 'config/sources/two.yaml:1 0.name'],
      [SOURCE.replace('prices', 'a').replace('6h', 'often'), 'config/sources/two.yaml:4 0.every'],
      [
        SOURCE.replace('prices', 'a').replace('data.example', 'other.example'),
        'config/sources/two.yaml:2 0.url',
      ],
      [SOURCE.replace('prices', 'a').replace('https', 'http'), 'config/sources/two.yaml:2 0.url'],
      [SOURCE.replace('prices', 'a').replace('.org', '.org:8443'), 'config/sources/two.yaml:2 0.url'],
      [
        SOURCE.replace('prices', 'a').replace('https://data.example.org', 'http://10.0.0.1'),
        'config/sources/two.yaml:2 0.url',
      ],
      [`${SOURCE.replace('prices', 'a')}  mapping: nothing\n`, 'config/sources/two.yaml:5 0.mapping'],
      [
        `${SOURCE.replace('name: prices', 'name: a').replace('.csv', '.csv?k={key}')}  keyFile: keys/a\n`,
        'config/sources/two.yaml:5 0.keyFile',
      ],
      [`${SOURCE.replace('prices', 'a')}  hosts: [other.example.org]\n`, 'config/sources/two.yaml:2 0.url'],
    ] as const) {
      write(directory, 'two.yaml', more);
      assert.deepEqual(places(directory), [place]);
    }
  });
});
