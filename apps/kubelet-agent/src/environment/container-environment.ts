import { initAndAppContainers } from '@kubets/api';
import type { ConfigMap, Container, EnvVarSource, FileKeySelector, Pod, Secret } from '@kubets/proto-gen/core/v1';
import { downwardField, downwardResource, type PodAddresses } from './downward-field';
import { valueInEnvFile } from './env-file';
import { createLengthBudget, expand } from './expand';

/** Everything a container's variables are made from. */
export interface EnvironmentSources extends PodAddresses {
  services: ReadonlyMap<string, string>;
  /** Undefined when there is none of that name in the pod's namespace. */
  configMap(name: string): ConfigMap | undefined;
  secret(name: string): Secret | undefined;
  nodeAllocatable: Record<string, string>;
  /** By `VOLUME/PATH`; without a text when it cannot be read. Absent where there is no such volume. */
  files: ReadonlyMap<string, { path: string; text?: string }>;
}

/**
 * The container's variables in order. Its own `env` wins over `envFrom`, and both over what the Services give; a value
 * may refer to what stands before it. Throws Error, in Kubernetes' words, when something it needs is missing.
 */
export function containerEnvironment(pod: Pod, container: Container, sources: EnvironmentSources): Map<string, string> {
  const own = new Map<string, string>();
  const within = createLengthBudget();
  for (const source of container.envFrom ?? []) {
    for (const [key, value] of bulk(source.configMapRef, source.secretRef, sources))
      own.set(within(`${source.prefix ?? ''}${key}`), within(value));
  }
  const lookup = (name: string) => own.get(name) ?? sources.services.get(name);
  for (const { name = '', value = '', valueFrom } of container.env ?? []) {
    const resolved = valueFrom ? fromSource(valueFrom, pod, container, sources) : expand(value, lookup);
    // An optional key that is missing leaves the variable out.
    if (resolved !== undefined) own.set(within(name), within(resolved));
  }
  for (const [name, value] of sources.services) if (!own.has(name)) own.set(name, value);
  return own;
}

interface Reference {
  name?: string;
  optional?: boolean;
}

function bulk(
  configMapRef: Reference | undefined,
  secretRef: Reference | undefined,
  sources: EnvironmentSources,
): [string, string][] {
  if (configMapRef) return Object.entries(requireConfigMap(configMapRef, sources)?.data ?? {}).sort(byKey);
  if (secretRef)
    return Object.entries(requireSecret(secretRef, sources)?.data ?? {})
      .sort(byKey)
      .map(([key, value]) => [key, decode(value)]);
  return [];
}

function fromSource(
  source: EnvVarSource,
  pod: Pod,
  container: Container,
  sources: EnvironmentSources,
): string | undefined {
  const namespace = pod.metadata?.namespace ?? '';
  if (source.fieldRef) return downwardField(source.fieldRef.fieldPath ?? '', pod, sources);
  if (source.resourceFieldRef) {
    const { containerName } = source.resourceFieldRef;
    const of = containerName ? initAndAppContainers(pod).find((one) => one.name === containerName) : container;
    if (!of) throw new Error(`container ${containerName} not found`);
    return downwardResource(source.resourceFieldRef, of, sources.nodeAllocatable);
  }
  if (source.configMapKeyRef) {
    const { name = '', key = '', optional } = source.configMapKeyRef;
    const value = requireConfigMap(source.configMapKeyRef, sources)?.data?.[key];
    if (value === undefined && !optional) throw new Error(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
    return value;
  }
  if (source.secretKeyRef) {
    const { name = '', key = '', optional } = source.secretKeyRef;
    const value = requireSecret(source.secretKeyRef, sources)?.data?.[key];
    if (value === undefined && !optional) throw new Error(`couldn't find key ${key} in Secret ${namespace}/${name}`);
    return value === undefined ? undefined : decode(value);
  }
  return source.fileKeyRef && fromFile(source.fileKeyRef, sources);
}

/** An empty value is as good as none. */
function fromFile({ volumeName, path, key = '', optional }: FileKeySelector, { files }: EnvironmentSources) {
  const file = files.get(`${volumeName}/${path}`);
  if (!file) throw new Error(`cannot find the volume ${JSON.stringify(volumeName)} referenced by FileKeyRef`);
  const value = parsed(file.text, key);
  if (value === '' && !optional)
    throw new Error(`environment variable key ${JSON.stringify(key)} not found in file ${JSON.stringify(file.path)}`);
  return value === '' ? undefined : value;
}

/** What is wrong with a file is not told, as it would be in a status that more may read than the file. */
function parsed(text: string | undefined, key: string): string {
  const problem = "couldn't parse env file";
  if (text === undefined) throw new Error(problem);
  try {
    return valueInEnvFile(text, key);
  } catch (cause) {
    throw new Error(problem, { cause });
  }
}

function requireConfigMap({ name = '', optional }: Reference, sources: EnvironmentSources): ConfigMap | undefined {
  const found = sources.configMap(name);
  if (!found && !optional) throw new Error(`configmap "${name}" not found`);
  return found;
}

function requireSecret({ name = '', optional }: Reference, sources: EnvironmentSources): Secret | undefined {
  const found = sources.secret(name);
  if (!found && !optional) throw new Error(`secret "${name}" not found`);
  return found;
}

const decode = (base64: string) => Buffer.from(base64, 'base64').toString('utf8');
const byKey = ([a]: [string, string], [b]: [string, string]) => (a < b ? -1 : 1);
