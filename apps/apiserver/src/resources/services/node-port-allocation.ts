import { FieldPath, fieldErrors, type FieldError } from '@kubets/apimachinery';
import { formatPortRange, pickOffset, portBands, portInRange, type PortRange } from '@kubets/net';
import type { ServicePort } from '@kubets/proto-gen/core/v1';

export interface NodePortPool {
  range: PortRange;
  /** Held by another Service. A port is held whatever its protocol. */
  isTaken(port: number): boolean;
  /** Uniform in [0, 1). */
  random(): number;
}

export const PORT_TAKEN = 'provided port is already allocated';
export const RANGE_FULL = 'range is full';

/** Why a port that was asked for cannot be had; undefined when it can. */
export function nodePortProblem(
  port: number,
  { range, isTaken }: Pick<NodePortPool, 'range' | 'isTaken'>,
): string | undefined {
  if (!portInRange(range, port)) {
    return `provided port is not in the valid range. The range of valid ports is ${formatPortRange(range)}`;
  }
  return isTaken(port) ? PORT_TAKEN : undefined;
}

const portPath = (index: number): FieldPath => FieldPath.of('spec', 'ports').index(index).child('nodePort');

/** The refusal of the port that stands at `index` in spec.ports. */
export const nodePortError = (index: number, port: number, detail: string): FieldError =>
  fieldErrors.invalid(portPath(index), port, detail);

/** A free port, or undefined when the range is full. `reserved`: chosen already and not yet taken. */
export function pickNodePort(pool: NodePortPool, reserved: ReadonlySet<number>): number | undefined {
  const { first } = pool.range;
  const isTaken = (offset: number): boolean => reserved.has(first + offset) || pool.isTaken(first + offset);
  const offset = pickOffset(portBands(pool.range), { isTaken, random: pool.random });
  return offset === undefined ? undefined : first + offset;
}

/**
 * The first of the ports of a new Service that asks for what another asks for, too: two protocols of one port may have one node
 * port, two ports may not.
 */
export function nodePortOfAnotherPort(ports: readonly ServicePort[]): number | undefined {
  const askedBy = new Map<number, number | undefined>();
  const index = ports.findIndex(({ port, nodePort }) => {
    if (!nodePort) return false;
    if (askedBy.has(nodePort)) return askedBy.get(nodePort) !== port;
    askedBy.set(nodePort, port);
    return false;
  });
  return index < 0 ? undefined : index;
}

/**
 * Gives every port without a node port one. The same Service port with another protocol gets the same number, as DNS
 * wants it. False when the range is full.
 */
export function allocateNodePorts(ports: ServicePort[], pool: NodePortPool): boolean {
  const reserved = new Set(ports.map(({ nodePort }) => nodePort ?? 0).filter((port) => port !== 0));
  for (const port of ports) {
    if (port.nodePort) continue;
    const twin = ports.find((other) => other.port === port.port && other.protocol !== port.protocol && other.nodePort);
    const shared = twin && !ports.some((other) => other.nodePort === twin.nodePort && other.protocol === port.protocol);
    const chosen = shared ? twin.nodePort : pickNodePort(pool, reserved);
    if (chosen === undefined) return false;
    port.nodePort = chosen;
    reserved.add(chosen);
  }
  return true;
}
