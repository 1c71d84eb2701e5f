import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parse } from 'yaml';
import { registeredMetrics } from '../helpers/metrics.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const read = (file: string) => readFileSync(join(ROOT, file), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly description: string };
}
interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly targets?: readonly { readonly expr: string }[];
}

const RULES = (
  parse(read('config/prometheus/alerts.yaml')) as { groups: { rules: Rule[] }[] }
).groups.flatMap(({ rules }) => rules);
const PANELS = (JSON.parse(read('config/grafana/dashboard.json')) as { panels: Panel[] }).panels;

/** Labels that Prometheus gives to whatever it reads, and those of a histogram's series. */
const LABELS = ['job', 'instance', 'le'];
const METRICS = new Map(registeredMetrics().map((metric) => [metric.name, metric]));

/** What is wrong with the metrics that an expression names, and with the labels that it chooses them by. */
function faultsOf(expr: string): string[] {
  return [...expr.matchAll(/\b((?:ews|process|nodejs)_[a-z0-9_]+)(?:\{([^}]*)\})?/g)].flatMap(
    ([, series = '', matchers = '']) => {
      const base = series.replace(/_(bucket|sum|count)$/, '');
      const metric = METRICS.get(series) ?? METRICS.get(base);
      if (metric === undefined) return [`there is no ${series}`];
      if (metric.name !== series && metric.type !== 'histogram') return [`${base} is no histogram`];
      if (metric.name === series && metric.type === 'histogram')
        return [`${series} has no series of its own`];
      return [...matchers.matchAll(/([a-z_]+)\s*(?:=~|!~|!=|=)"/g)]
        .map(([, label = '']) => label)
        .filter((label) => !LABELS.includes(label) && !metric.labels.includes(label))
        .map((label) => `${series} has no label ${label}`);
    },
  );
}

describe('config/prometheus/alerts.yaml', () => {
  it('has rules that name metrics and labels which exist', () => {
    assert.ok(RULES.length >= 15, `only ${RULES.length} rules were found`);
    for (const { alert, expr } of RULES) {
      assert.deepEqual(faultsOf(expr), [], alert);
      assert.match(expr, /\b(ews|process|nodejs)_|^up\{job="ews"\}/, alert);
    }
  });

  it('says of each how grave it is, what it means and what it is about, once', () => {
    assert.equal(new Set(RULES.map(({ alert }) => alert)).size, RULES.length);
    for (const { alert, labels, annotations } of RULES) {
      assert.match(alert, /^Ews[A-Z][A-Za-z]+$/);
      assert.ok(['critical', 'warning'].includes(labels.severity), alert);
      assert.ok(annotations.summary.length > 10 && annotations.description.length > 20, alert);
    }
  });

  it('has each of its rules in docs/operate.md', () => {
    const text = read('docs/operate.md');
    const named = [...text.matchAll(/^\| `(Ews[A-Za-z]+)`/gm)].map(([, name]) => name);
    assert.deepEqual(named.sort(), RULES.map(({ alert }) => alert).sort());
  });

  it('is what the example for Prometheus loads, under the name of its job', () => {
    const example = parse(read('config/prometheus/prometheus.yaml'));
    assert.deepEqual(example.rule_files, ['alerts.yaml']);
    const [job] = example.scrape_configs;
    assert.ok(RULES.filter(({ expr }) => expr.includes(`job="${job.job_name}"`)).length >= 3);
    assert.deepEqual(job.static_configs, [{ targets: ['127.0.0.1:9464'] }]);
  });

  it('a metric or label that does not exist would be noticed', () => {
    assert.deepEqual(faultsOf('rate(ews_pages_total{peer="a"}[5m]) / ews_request_seconds_count'), []);
    assert.deepEqual(faultsOf('ews_page_total + ews_peers{peer!="a"} + ews_up_count + ews_request_seconds'), [
      'there is no ews_page_total',
      'ews_peers has no label peer',
      'ews_up is no histogram',
      'ews_request_seconds has no series of its own',
    ]);
  });
});

describe('config/grafana/dashboard.json', () => {
  const shown = PANELS.filter(({ type }) => type !== 'row');

  it('shows metrics and labels which exist', () => {
    assert.ok(shown.length >= 15, `only ${shown.length} panels were found`);
    for (const { title, targets = [] } of shown) {
      assert.ok(targets.length > 0, title);
      for (const { expr } of targets) {
        assert.deepEqual(faultsOf(expr), [], title);
        assert.match(expr, /\b(ews|process|nodejs)_/, title);
      }
    }
  });

  it('has panels with names of their own that do not lie on one another', () => {
    for (const key of ['id', 'title'] as const)
      assert.equal(new Set(PANELS.map((panel) => panel[key])).size, PANELS.length, key);
    const cells = PANELS.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
    );
    assert.equal(new Set(cells).size, cells.length);
    assert.ok(PANELS.every(({ gridPos: { x, w } }) => x + w <= 24));
  });
});
