import type { IForbiddenRuleType } from 'dependency-cruiser';

/** The stages, and what each may import besides itself, `domain/`, `events/` and what is free for all. */
const STAGES: Record<string, string[]> = {
  domain: [],
  ingest: [],
  derive: ['ingest/batch\\.ts', 'detect/port\\.ts'],
  export: ['ingest/port\\.ts'],
  detect: [],
  'situation/': [],
  'situation-report': ['situation/'],
  queue: ['situation/'],
  replay: ['detect', 'ingest/(raw|formats/csv-rows)\\.ts'],
  backtest: ['detect', 'replay', 'ingest/(raw|formats/csv-rows)\\.ts'],
  injection: ['detect', 'replay', 'backtest/(crises|days|read)\\.ts'],
  log: [],
  bulletin: ['log'],
  keys: ['log', 'federation/act\\.ts'],
  federation: ['log', 'bulletin/port\\.ts', 'net', 'loops\\.ts'],
  links: ['log', 'federation', 'net', 'loops\\.ts'],
  verify: [
    'log',
    'federation/(protocol|port|peers/identity|witness/cosigned|pull/judge|pull/page)\\.ts',
    'net',
  ],
  people: [],
  net: [],
  'store/stores\\.ts': ['[a-z-]+/[a-z-]*port\\.ts'],
  store: [
    '[a-z-]+/[a-z-]*port\\.ts',
    'situation-report/week\\.ts',
    'ingest/batch\\.ts',
    'log/(merkle|port)\\.ts',
    'people/audit-chain\\.ts',
  ],
  config: [
    'detect/parameters\\.ts',
    'sources/settings\\.ts',
    'reports/(settings|catalogue)\\.ts',
    'net/guard\\.ts',
  ],
  reports: [],
  sources: ['ingest/report\\.ts', 'net/outgoing\\.ts', 'loops\\.ts'],
  http: [
    'node\\.ts',
    'loops\\.ts',
    'events/gauges\\.ts',
    'ingest',
    'export',
    'detect',
    'bulletin',
    'log',
    'federation',
    'keys',
    'links',
    'people',
    'verify',
    'reports',
    'sources',
    'situation',
    'queue',
    'config',
    'store/stores\\.ts',
  ],
  cli: [
    'main\\.ts',
    'node\\.ts',
    'compose\\.ts',
    'config',
    'ingest',
    'export',
    'log',
    'people',
    'store',
    'net',
    'verify',
    'bulletin',
    'detect',
    'situation',
    'replay',
    'backtest',
    'injection',
    'federation',
    'reports/catalogue\\.ts',
    'keys',
    'backup',
    'check',
  ],
  // They work on the files of a node, whether it runs or not.
  backup: ['log/(fence|judge-log|merkle)\\.ts', 'store'],
  check: ['log', 'keys/files\\.ts', 'people/audit\\.ts', 'detect/evidence\\.ts', 'store'],
  // What the answers of the API look like, it takes from there, and nothing else.
  console: ['http/agency'],
  demo: ['net', 'bulletin/(port|headline)\\.ts', 'detect', 'ingest'],
};

const FREE = [
  'domain',
  'threads\\.ts',
  'durable-file\\.ts',
  'events/events\\.ts',
  'request-id\\.ts',
  'config(\\.ts|/)',
];

/** Libraries that appear in one place only. */
const HOMES: Record<string, string> = {
  'better-sqlite3': '^src/store/sqlite/',
  undici: '^src/net/outgoing\\.ts$',
  fastify: '^src/(http/|main\\.ts)',
  '@fastify/.*': '^src/http/',
  pino: '^src/events/(events|logger)\\.ts$',
  'prom-client': '^src/events/',
  '@node-rs/argon2': '^src/people/',
  commander: '^src/cli/',
  '(preact|preact-iso|uplot|@fontsource|vite)': '^src/console/',
};

const stageRules = Object.entries(STAGES).map(([stage, allowed]): IForbiddenRuleType => {
  const free = stage === 'domain' || stage === 'console' ? ['domain'] : FREE;
  const targets = [stage, ...allowed, ...free].map((target) => `^src/${target}`).join('|');
  return {
    name: `from-${stage.replace(/\W+/g, '-')}`,
    severity: 'error',
    comment: `${stage}/ imports only itself, ${[...allowed, ...free].join(', ')}.`,
    from: { path: `^src/${stage}`, ...(stage === 'store' ? { pathNot: '^src/store/stores\\.ts$' } : {}) },
    to: { path: '^src/', pathNot: targets },
  };
});

const homeRules = Object.entries(HOMES).map(
  ([library, home]): IForbiddenRuleType => ({
    name: `home-of-${library.replace(/\W+/g, '-')}`,
    severity: 'error',
    comment: `${library} is used in ${home} only.`,
    from: { path: '^src/', pathNot: home },
    to: { path: `node_modules/${library}/` },
  }),
);

/** Which way imports may point; docs/architecture.md says it in words. */
export const RULES: IForbiddenRuleType[] = [
  ...stageRules,
  ...homeRules,
  {
    name: 'console-asks-the-api',
    severity: 'error',
    comment: 'The console runs in a browser: of the node it takes types and what is pure.',
    from: { path: '^src/console/' },
    to: { path: '^src/http/', dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'no-cycles',
    severity: 'error',
    comment: 'No module imports itself in the end.',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
  {
    name: 'no-unresolved',
    severity: 'error',
    comment: 'Every import exists.',
    from: {},
    to: { couldNotResolve: true },
  },
  {
    name: 'domain-is-pure',
    severity: 'error',
    comment: 'domain/ knows no clock, no file and no network.',
    from: { path: '^src/domain/' },
    to: { dependencyTypes: ['core'], pathNot: '^(node:)?crypto$' },
  },
];
