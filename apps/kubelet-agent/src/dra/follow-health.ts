import type { Clock, Logger } from '@kubets/component';
import { GRPC } from '@kubets/rpc';
import { errorFields } from '../system/error-fields';
import type { DraDriver } from './dra-driver';
import type { DeviceHealth } from './device-health';

const RETRY_MS = 5000;

/** Hears from a driver how its devices are, as long as it tells, until the signal aborts: then nothing is known of them. */
export async function followHealth(o: {
  name: string;
  driver: DraDriver;
  health: DeviceHealth;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}): Promise<void> {
  const { name, driver, health, clock, logger, signal } = o;
  while (!signal.aborted) {
    const answers = driver.watchHealth(signal);
    if (!answers) return;
    try {
      for await (const { devices = [] } of answers) health.report(name, devices);
    } catch (error) {
      if ((error as { code?: number }).code === GRPC.UNIMPLEMENTED) return;
      if (!signal.aborted) logger.debug({ ...errorFields(error), driver: name }, 'Health of devices is not told');
    } finally {
      health.forget(name);
    }
    await clock.sleep(RETRY_MS, signal).catch(() => undefined);
  }
}
