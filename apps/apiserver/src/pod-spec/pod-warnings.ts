import { parseQuantity, quote, type FieldPath, type KubeObject } from '@kubets/apimachinery';
import type { ContainerPort, PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { discouragedParts, unselectingAffinity } from './discouraged-parts';
import { hostnameWarnings, OF_PODS } from './hostname-warnings';
import { overlappingPaths } from './overlapping-paths';
import { placedContainers, type PlacedContainer } from './placed-containers';

/** More than are ever sent of one request. */
const MAX_WARNINGS = 200;

/**
 * Texts for Warning headers about what a pod's spec holds twice, where an apply or a Service can only mean one, and what is not as it should be.
 * @param path of the spec
 * @see https://github.com/kubernetes/kubernetes (pkg/api/pod/warnings.go)
 */
export function podWarnings(spec: PodSpec, path: FieldPath): string[] {
  const containers = placedContainers(spec, path);
  return [
    ...discouragedParts(spec, path),
    ...overlappingPaths(spec),
    ...doubled(spec.hostAliases, ({ ip }) => ip, path.child('hostAliases'), 'ip'),
    ...doubled(spec.imagePullSecrets, ({ name }) => name, path.child('imagePullSecrets'), 'name'),
    ...namelessSecrets(spec, path.child('imagePullSecrets')),
    ...fractionalBytes(spec.overhead, path.child('overhead')),
    ...containers.flatMap((placed) => [...fractionalResources(placed), ...doubledVariables(placed)]),
    ...doubledPorts(containers),
    ...doubledPortNames(containers),
    ...unselectingAffinity(spec, path),
  ].slice(0, MAX_WARNINGS);
}

/** {@link podWarnings} of a template, unless an update leaves everything but metadata and status as it was. */
export const templateWarnings = (
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  { object, old }: { object: KubeObject; old: KubeObject | undefined },
): string[] =>
  old && old.metadata?.generation === object.metadata?.generation
    ? []
    : podWarnings(template?.spec ?? {}, path.child('spec'));

/** {@link templateWarnings}, and of the name of an object after which pods are called. */
export const workloadWarnings = (
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  { object, old }: { object: KubeObject; old: KubeObject | undefined },
): string[] => [
  ...(old ? [] : hostnameWarnings(object, OF_PODS)),
  ...templateWarnings(template, path, { object, old }),
];

function doubled<T>(items: T[] = [], keyOf: (item: T) => string | undefined, path: FieldPath, key: string): string[] {
  const seen = new Set<string>();
  const warnings: string[] = [];
  items.forEach((item, index) => {
    const value = keyOf(item) ?? '';
    if (seen.has(value)) warnings.push(`${path.index(index).child(key)}: duplicate ${key} ${quote(value)}`);
    seen.add(value);
  });
  return warnings;
}

const namelessSecrets = ({ imagePullSecrets = [] }: PodSpec, path: FieldPath): string[] =>
  imagePullSecrets.flatMap(({ name }, index) =>
    name ? [] : [`${path.index(index).child('name')}: invalid empty name ""`],
  );

/** A byte has no parts. */
const fractionalBytes = (amounts: Record<string, string> = {}, path: FieldPath): string[] =>
  ['memory', 'ephemeral-storage'].flatMap((name) => {
    const amount = amounts[name];
    if (amount === undefined || parseQuantity(amount).milliValue() % 1000 === 0) return [];
    return [`${path.key(name)}: fractional byte value ${quote(amount)} is invalid, must be an integer`];
  });

function fractionalResources({ container: { resources }, path }: PlacedContainer): string[] {
  const at = path.child('resources');
  return [
    ...fractionalBytes(resources?.limits, at.child('limits')),
    ...fractionalBytes(resources?.requests, at.child('requests')),
  ];
}

/** A variable may be built from one of its name before it, `A=$(A)1`; any other hides that. */
function doubledVariables({ container, path }: PlacedContainer): string[] {
  const seen = new Set<string>();
  const warnings: string[] = [];
  (container.env ?? []).forEach(({ name = '', value = '', valueFrom }, index) => {
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (seen.has(name) && hides) {
      const at = path.child('env').index(index);
      warnings.push(`${at}: hides previous definition of ${quote(name)}, which may be dropped when using apply`);
    }
    seen.add(name);
  });
  return warnings;
}

interface PlacedPort {
  port: ContainerPort;
  path: FieldPath;
}

const placedPorts = (containers: PlacedContainer[]): PlacedPort[] =>
  containers.flatMap(({ container, path }) =>
    (container.ports ?? []).map((port, index) => ({ port, path: path.child('ports').index(index) })),
  );

function doubledPorts(containers: PlacedContainer[]): string[] {
  const warnings: string[] = [];
  const known = new Map<string, PlacedPort[]>();
  for (const { port, path } of placedPorts(containers)) {
    if (port.hostIP && !port.hostPort) warnings.push(`${path}: hostIP set without hostPort: ${goPort(port)}`);
    const key = `${port.containerPort}/${port.protocol}`;
    const others = known.get(key) ?? [];
    for (const other of others) {
      if (warnings.length >= MAX_WARNINGS) return warnings;
      const problem = overlap(port, other.port);
      if (problem) warnings.push(`${path}: ${problem} port definition with ${other.path}`);
    }
    known.set(key, others);
    others.push({ port, path });
  }
  return warnings;
}

/** What is wrong with two ports of one number and protocol. */
function overlap(a: ContainerPort, b: ContainerPort): string | undefined {
  const [hostPort, otherHostPort] = [a.hostPort ?? 0, b.hostPort ?? 0];
  const [hostIp, otherHostIp] = [a.hostIP ?? '', b.hostIP ?? ''];
  if (hostIp === otherHostIp && hostPort === otherHostPort) return 'duplicate';
  if (hostPort === 0 || otherHostPort === 0) return 'overlapping';
  return hostPort === otherHostPort && (hostIp === '') !== (otherHostIp === '') ? 'dangerously ambiguous' : undefined;
}

const goPort = ({ name = '', hostPort = 0, containerPort = 0, protocol = '', hostIP = '' }: ContainerPort): string =>
  `{Name:${name} HostPort:${hostPort} ContainerPort:${containerPort} Protocol:${protocol} HostIP:${hostIP}}`;

function doubledPortNames(containers: PlacedContainer[]): string[] {
  const warnings: string[] = [];
  const known = new Map<string, FieldPath>();
  for (const { port, path } of placedPorts(containers)) {
    if (!port.name) continue;
    const other = known.get(port.name);
    if (!other) known.set(port.name, path);
    else
      warnings.push(
        `${path}: duplicate port name ${quote(port.name)} with ${other}, services and probes that select ports by name will use ${other}`,
      );
  }
  return warnings;
}
