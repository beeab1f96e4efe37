import { cidrSize, type Cidr } from './cidr';
import { portRangeSize, type PortRange } from './port-range';

/** Offsets from `start` up to, but not including, `end`. */
export interface Band {
  start: number;
  end: number;
}

/** The lower band is for addresses and ports that are asked for, the upper one is tried first when allocating. */
export interface Bands {
  static: Band;
  dynamic: Band;
}

/** More addresses than this are never handed out of one CIDR. */
const MAX_ADDRESSES = 65536;

function bands(first: number, end: number, staticSize: number): Bands {
  const split = Math.min(first + staticSize, end);
  return { static: { start: first, end: split }, dynamic: { start: split, end } };
}

/**
 * Bands of a Service CIDR as offsets into it. The network address is never handed out, nor IPv4's broadcast address.
 * The static band holds min(max(16, size/16), 256) addresses, none in a range of 16 or fewer.
 */
export function addressBands(cidr: Cidr): Bands {
  const size = cidrSize(cidr);
  const usable = cidr.family === 'IPv4' ? size - 2n : size - 1n;
  const count = Math.max(0, Number(usable < MAX_ADDRESSES ? usable : MAX_ADDRESSES));
  return bands(1, 1 + count, staticSize({ size: count, step: 16, min: 16, max: 256 }));
}

/** Bands of a node port range as offsets from its first port; the static band holds min(max(16, size/32), 128) ports. */
export function portBands(range: PortRange): Bands {
  const size = portRangeSize(range);
  return bands(0, size, staticSize({ size, step: 32, min: 16, max: 128 }));
}

function staticSize({ size, step, min, max }: { size: number; step: number; min: number; max: number }): number {
  return size <= min ? 0 : Math.min(Math.max(min, Math.floor(size / step)), max);
}

export interface PickOptions {
  isTaken: (offset: number) => boolean;
  /** Uniform in [0, 1). */
  random: () => number;
}

function pickInBand({ start, end }: Band, { isTaken, random }: PickOptions): number | undefined {
  const size = end - start;
  if (size <= 0) return undefined;
  const first = Math.floor(random() * size);
  for (let step = 0; step < size; step++) {
    const offset = start + ((first + step) % size);
    if (!isTaken(offset)) return offset;
  }
  return undefined;
}

/** A free offset, from the dynamic band as long as it has one; undefined when all are taken. */
export function pickOffset(from: Bands, options: PickOptions): number | undefined {
  return pickInBand(from.dynamic, options) ?? pickInBand(from.static, options);
}
