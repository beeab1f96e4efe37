import { isStep, parseQuantity, quote, type FieldPath, type KubeObject } from '@kubets/apimachinery';
import type { ContainerPort, PodSpec, PodTemplateSpec } from '@kubets/proto-gen/core/v1';
import { warningsOfEach, type WarningSteps } from '../validation/warning-steps';
import { discouragedParts, unselectingAffinity } from './discouraged-parts';
import { hostnameWarnings, OF_PODS } from './hostname-warnings';
import { overlappingPaths } from './overlapping-paths';
import { placedContainers, type PlacedContainer } from './placed-containers';

/** Pairs of ports that are compared; of more nobody is warned. */
const MAX_COMPARED = 250_000;

/**
 * Texts for Warning headers about what a pod's spec holds twice, where an apply or a Service can only mean one, and what is not as it should be.
 * @param path of the spec
 * @see https://github.com/kubernetes/kubernetes (pkg/api/pod/warnings.go)
 */
export function* podWarnings(spec: PodSpec, path: FieldPath): WarningSteps {
  const containers = placedContainers(spec, path);
  yield* discouragedParts(spec, path);
  yield* overlappingPaths(spec);
  yield* doubled(spec.hostAliases, ({ ip }) => ip, path.child('hostAliases'), 'ip');
  yield* doubled(spec.imagePullSecrets, ({ name }) => name, path.child('imagePullSecrets'), 'name');
  yield* warningsOfEach(spec.imagePullSecrets ?? [], ({ name }, index) =>
    name ? undefined : `${path.child('imagePullSecrets').index(index).child('name')}: invalid empty name ""`,
  );
  yield* fractionalBytes(spec.overhead, path.child('overhead'));
  for (const placed of containers) {
    yield* fractionalResources(placed);
    yield* doubledVariables(placed);
  }
  yield* doubledPorts(containers);
  yield* doubledPortNames(containers);
  yield* unselectingAffinity(spec, path);
}

/** {@link podWarnings} of a template, unless an update leaves everything but metadata and status as it was. */
export function* templateWarnings(
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  { object, old }: { object: KubeObject; old: KubeObject | undefined },
): WarningSteps {
  if (old && old.metadata?.generation === object.metadata?.generation) return;
  yield* podWarnings(template?.spec ?? {}, path.child('spec'));
}

/** {@link templateWarnings}, and of the name of an object after which pods are called. */
export function* workloadWarnings(
  template: PodTemplateSpec | undefined,
  path: FieldPath,
  { object, old }: { object: KubeObject; old: KubeObject | undefined },
): WarningSteps {
  if (!old) yield* hostnameWarnings(object, OF_PODS);
  yield* templateWarnings(template, path, { object, old });
}

function doubled<T>(
  items: T[] = [],
  keyOf: (item: T) => string | undefined,
  path: FieldPath,
  key: string,
): WarningSteps {
  const seen = new Set<string>();
  return warningsOfEach(items, (item, index) => {
    const value = keyOf(item) ?? '';
    if (seen.has(value)) return `${path.index(index).child(key)}: duplicate ${key} ${quote(value)}`;
    seen.add(value);
    return undefined;
  });
}

/** A byte has no parts. */
const fractionalBytes = (amounts: Record<string, string> = {}, path: FieldPath): string[] =>
  ['memory', 'ephemeral-storage'].flatMap((name) => {
    const amount = amounts[name];
    if (amount === undefined || parseQuantity(amount).isInteger()) return [];
    return [`${path.key(name)}: fractional byte value ${quote(amount)} is invalid, must be an integer`];
  });

function* fractionalResources({ container: { resources }, path }: PlacedContainer): WarningSteps {
  yield;
  const at = path.child('resources');
  yield* fractionalBytes(resources?.limits, at.child('limits'));
  yield* fractionalBytes(resources?.requests, at.child('requests'));
}

/** A variable may be built from one of its name before it, `A=$(A)1`; any other hides that. */
function doubledVariables({ container, path }: PlacedContainer): WarningSteps {
  const seen = new Set<string>();
  return warningsOfEach(container.env ?? [], ({ name = '', value = '', valueFrom }, index) => {
    if (!seen.has(name)) return void seen.add(name);
    const reference = `$(${name})`;
    const hides = valueFrom !== undefined || value === reference || !value.includes(reference);
    if (!hides) return undefined;
    const at = path.child('env').index(index);
    return `${at}: hides previous definition of ${quote(name)}, which may be dropped when using apply`;
  });
}

interface PlacedPort {
  port: ContainerPort;
  path: FieldPath;
}

function* placedPorts(containers: PlacedContainer[]): Generator<PlacedPort> {
  for (const { container, path } of containers)
    for (const [index, port] of (container.ports ?? []).entries())
      yield { port, path: path.child('ports').index(index) };
}

function doubledPorts(containers: PlacedContainer[]): WarningSteps {
  const known = new Map<string, PlacedPort[]>();
  let compared = 0;
  return warningsOfEach(placedPorts(containers), function* ({ port, path }) {
    if (port.hostIP && !port.hostPort) yield `${path}: hostIP set without hostPort: ${goPort(port)}`;
    const key = `${port.containerPort}/${port.protocol}`;
    const others = known.get(key) ?? [];
    for (const other of others) {
      if (++compared > MAX_COMPARED) break;
      if (isStep(compared)) yield;
      const problem = overlap(port, other.port);
      if (problem) yield `${path}: ${problem} port definition with ${other.path}`;
    }
    known.set(key, others);
    others.push({ port, path });
  });
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

function doubledPortNames(containers: PlacedContainer[]): WarningSteps {
  const known = new Map<string, FieldPath>();
  return warningsOfEach(placedPorts(containers), ({ port, path }) => {
    if (!port.name) return undefined;
    const other = known.get(port.name);
    if (!other) return void known.set(port.name, path);
    return `${path}: duplicate port name ${quote(port.name)} with ${other}, services and probes that select ports by name will use ${other}`;
  });
}
