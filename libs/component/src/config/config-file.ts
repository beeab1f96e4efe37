import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { ConfigError } from './config-error';
import type { RawValue } from './option';

/** The flat map of a `--config` file: flag names without dashes in front, to values or sequences. */
export function readConfigFile(path: string): Record<string, RawValue> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new ConfigError(
      `--config: cannot read ${JSON.stringify(path)}: ${(error as Error).message}; give the path of a YAML file`,
      2,
    );
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (error) {
    throw new ConfigError(`--config: ${path} is not YAML: ${(error as Error).message}`, 2);
  }
  if (content === null || content === undefined) return {};
  if (typeof content !== 'object' || Array.isArray(content)) {
    throw new ConfigError(`--config: ${path} must be a map of flag names to values`, 2);
  }
  return content as Record<string, RawValue>;
}
