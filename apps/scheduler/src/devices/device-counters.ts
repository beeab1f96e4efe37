import { parseQuantity, type Quantity } from '@kubets/apimachinery';
import type { ResourceSlice } from '@kubets/proto-gen/resource/v1';
import { deviceId, type OfferedDevice } from './device-pools';

const ZERO = parseQuantity('0');

/** What is left of the counters that devices of a pool take from together. */
export class DeviceCounters {
  private readonly left = new Map<string, Quantity>();

  /** `taken`: devices that somebody has. */
  constructor(slices: readonly ResourceSlice[], taken: ReadonlySet<string>) {
    for (const { spec = {} } of slices)
      for (const { name = '', counters = {} } of spec.sharedCounters ?? [])
        for (const [counter, { value = '0' }] of Object.entries(counters))
          this.left.set(keyOf(spec.driver, spec.pool?.name, name, counter), parseQuantity(value));
    for (const { spec = {} } of slices)
      for (const device of spec.devices ?? []) {
        const { driver = '' } = spec;
        const pool = spec.pool?.name ?? '';
        if (taken.has(deviceId(driver, pool, device.name ?? ''))) this.take({ driver, pool, device });
      }
  }

  /** Whether there is enough for a device. */
  allows(offered: Consumer): boolean {
    return consumed(offered).every(([key, amount]) => (this.left.get(key) ?? ZERO).cmp(amount) >= 0);
  }

  take(offered: Consumer): void {
    for (const [key, amount] of consumed(offered)) this.left.set(key, (this.left.get(key) ?? ZERO).sub(amount));
  }

  giveBack(offered: Consumer): void {
    for (const [key, amount] of consumed(offered)) this.left.set(key, (this.left.get(key) ?? ZERO).add(amount));
  }
}

type Consumer = Pick<OfferedDevice, 'driver' | 'pool' | 'device'>;

const keyOf = (...parts: (string | undefined)[]): string => parts.join('/');

const consumed = ({ driver, pool, device }: Consumer): [string, Quantity][] =>
  (device.consumesCounters ?? []).flatMap(({ counterSet, counters = {} }) =>
    Object.entries(counters).map(([counter, { value = '0' }]): [string, Quantity] => [
      keyOf(driver, pool, counterSet, counter),
      parseQuantity(value),
    ]),
  );
