import type { Clock } from '@kubets/component';
import type { ResourceHealth } from '@kubets/proto-gen/core/v1';
import { HealthStatus, type DeviceHealth as Reported } from '@kubets/proto-gen/dra_health/v1';

/** How devices are, by what their drivers say, as long as they say it. */
export interface DeviceHealth {
  /** Replaces what is known of the devices that are named. */
  report(driver: string, devices: readonly Reported[]): void;
  /** Nothing is known of a driver's devices any more. */
  forget(driver: string): void;
  of(driver: string, pool: string, device: string): Pick<ResourceHealth, 'health' | 'message'>;
}

const DEFAULT_TIMEOUT_MS = 30_000;
/** A timer waits no longer. */
const MOST_TIMEOUT_MS = 2 ** 31 - 1;
const MOST_DEVICES = 10_000;
const MOST_MESSAGE = 1024;

interface Known {
  health: 'Healthy' | 'Unhealthy' | 'Unknown';
  message: string;
  untilMs: number;
}

/** @param onChange hears of each driver of which something else is known now */
export function createDeviceHealth({
  onChange,
  clock,
}: {
  onChange(driver: string): void;
  clock: Clock;
}): DeviceHealth {
  const drivers = new Map<string, { devices: Map<string, Known>; cancel?: () => void }>();

  /** What was not said again in time is forgotten. */
  function expire(driver: string): void {
    const known = drivers.get(driver);
    if (!known) return;
    const nowMs = clock.monotonicMs();
    let isChanged = false;
    for (const [key, { untilMs }] of known.devices)
      if (untilMs <= nowMs) isChanged = known.devices.delete(key) || isChanged;
    watch(driver, known);
    if (isChanged) onChange(driver);
  }

  function watch(driver: string, known: { devices: Map<string, Known>; cancel?: () => void }): void {
    known.cancel?.();
    const next = [...known.devices.values()].reduce((least, { untilMs }) => Math.min(least, untilMs), Infinity);
    known.cancel =
      next === Infinity ? undefined : clock.after(Math.max(1, next - clock.monotonicMs()), () => expire(driver));
  }

  return {
    report(driver, devices) {
      const known = drivers.get(driver) ?? { devices: new Map<string, Known>() };
      drivers.set(driver, known);
      const nowMs = clock.monotonicMs();
      let isChanged = false;
      for (const { device, health, message = '', healthCheckTimeoutSeconds = 0 } of devices) {
        const key = `${device?.poolName}/${device?.deviceName}`;
        const before = known.devices.get(key);
        if (!before && known.devices.size >= MOST_DEVICES) continue;
        const now: Known = {
          health: nameOf(health),
          message: message.length > MOST_MESSAGE ? `${message.slice(0, MOST_MESSAGE - 3)}...` : message,
          untilMs: nowMs + timeoutMs(healthCheckTimeoutSeconds),
        };
        isChanged ||= before?.health !== now.health || before.message !== now.message;
        known.devices.set(key, now);
      }
      watch(driver, known);
      if (isChanged) onChange(driver);
    },
    forget(driver) {
      const known = drivers.get(driver);
      known?.cancel?.();
      drivers.delete(driver);
      if (known?.devices.size) onChange(driver);
    },
    of(driver, pool, device) {
      const { health = 'Unknown', message = '' } = drivers.get(driver)?.devices.get(`${pool}/${device}`) ?? {};
      return { health, ...(message ? { message } : {}) };
    },
  };
}

const timeoutMs = (seconds: number): number =>
  seconds > 0 ? Math.min(seconds * 1000, MOST_TIMEOUT_MS) : DEFAULT_TIMEOUT_MS;

function nameOf(health: HealthStatus | undefined): Known['health'] {
  if (health === HealthStatus.HEALTHY) return 'Healthy';
  return health === HealthStatus.UNHEALTHY ? 'Unhealthy' : 'Unknown';
}
