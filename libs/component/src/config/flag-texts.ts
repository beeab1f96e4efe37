import { formatDuration } from './duration';
import type { OptionSpecs } from './option';

/** The values of a configuration as its flags would be written, by the flags' names; empty where there is none. */
export const flagTexts = (options: OptionSpecs, config: Readonly<Record<string, unknown>>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(options).map(([property, { flag, type }]) => [flag, textOf(config[property], type === 'duration')]),
  );

function textOf(value: unknown, isDuration: boolean): string {
  if (value === undefined) return '';
  if (Array.isArray(value)) return `[${value.join(',')}]`;
  return isDuration ? formatDuration(value as number) : String(value);
}
