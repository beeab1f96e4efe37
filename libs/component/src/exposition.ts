import type { Registry } from 'prom-client';
import { giveTurn } from './turns';

/** Lines made between two looks at whether others are to have their turn: 0.2 to 1 ms. */
const LINES = 256;

interface Found {
  values?: readonly object[];
}
/** As the registry itself asks for it: a histogram's labels are written once there instead of once per bucket. */
interface ForText {
  getForPromString?(): Promise<Found>;
  get(): Promise<Found>;
}

/** What it has besides what its types tell. */
interface Formatter {
  getMetricsAsString(metric: ForText): Promise<string>;
}

/**
 * The text of `registry.metrics()`, made in turns: by kind of request and bucket the API server's comes to megabytes, which take tens of
 * milliseconds.
 */
export async function expositionOf(registry: Registry): Promise<string> {
  const texts: string[] = [];
  for (const metric of registry.getMetricsAsArray()) {
    texts.push(await textOf(registry as unknown as Formatter, metric as unknown as ForText));
    await giveTurn();
  }
  return `${texts.join('\n\n')}\n`;
}

async function textOf(formatter: Formatter, metric: ForText): Promise<string> {
  const found = metric.getForPromString ? await metric.getForPromString() : await metric.get();
  const { values = [] } = found;
  const parts: string[] = [];
  for (let first = 0; first < values.length || first === 0; first += LINES) {
    const part = { get: async () => ({ ...found, values: values.slice(first, first + LINES) }) };
    const text = await formatter.getMetricsAsString(part);
    // Each begins with what is said of the metric, in two lines.
    parts.push(first === 0 ? text : text.slice(text.indexOf('\n', text.indexOf('\n') + 1) + 1));
    await giveTurn();
  }
  return parts.join('\n');
}
