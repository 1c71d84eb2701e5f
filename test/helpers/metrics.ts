import { createEvents } from '../../src/events/events.ts';

/** Every metric that a node has, as its registry says. */
export function registeredMetrics(): { name: string; type: string; labels: string[] }[] {
  const { registry } = createEvents({ level: 'silent', node: 'kr.ews.example', process: true });
  return registry.getMetricsAsArray().map((metric) => {
    // The types of the library name neither, though every metric has both.
    const { name, type, labelNames } = metric as unknown as Record<string, string> & { labelNames: string[] };
    return { name: name ?? '', type: type ?? '', labels: [...labelNames] };
  });
}
