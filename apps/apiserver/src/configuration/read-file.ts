import { readRegularFileSync } from '@kubets/component';
import { readYaml } from '../yaml/read-yaml';
import { ConfigurationError, type Read } from './fields';

/** A few megabytes are no configuration that anybody wrote. */
const MAX_BYTES = 4 * 1024 * 1024;

export interface ConfigurationKind<T> {
  kind: string;
  /** Those in which it may be written: they have the same fields. */
  apiVersions: readonly string[];
  read: Read<T>;
}

/** A configuration of Kubernetes in a file, as YAML or JSON. @throws Error naming the file and what is wrong. */
export function readConfiguration<T>(path: string, kind: ConfigurationKind<T>): T {
  try {
    return parseConfiguration(readRegularFileSync(path, MAX_BYTES), kind);
  } catch (error) {
    throw new Error(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

/** The same of its text. */
export const parseConfiguration = <T>(content: string, kind: ConfigurationKind<T>): T =>
  configurationOf(parsed(content), kind);

/** The same of a value that stands in another file. @throws ConfigurationError. */
export function configurationOf<T>(value: unknown, { kind, apiVersions, read }: ConfigurationKind<T>): T {
  const {
    apiVersion,
    kind: found,
    ...fields
  } = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  if (found !== kind || !apiVersions.includes(String(apiVersion)))
    throw new ConfigurationError(
      `expected ${kind} in ${apiVersions.join(' or ')}, got ${JSON.stringify(found ?? '')} in ${JSON.stringify(apiVersion ?? '')}`,
    );
  return read(fields, '');
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return readYaml(content).value;
  }
}
