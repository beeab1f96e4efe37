import { isDns1123Subdomain } from '@kubets/apimachinery';
import type { Clock, Logger } from '@kubets/component';
import type { PluginHandler } from '../plugins/plugin-registration';
import { assertServes } from '../system/assert-serves';
import { pathOnNode, type NodePlace } from '../system/node-places';
import { connectDraDriver, type DraDriver } from './dra-driver';
import type { DeviceHealth } from './device-health';
import { followHealth } from './follow-health';

/** The drivers of devices that have registered on this node. */
export interface DraDrivers extends PluginHandler {
  /** The newest that is connected, of several with that name. Throws Error for one that is not there. */
  get(name: string): DraDriver;
}

export interface DraDriversOptions {
  /** Takes the devices of a driver, or of all, out of the cluster. Does not reject. */
  withdraw(driver: string | undefined): Promise<void>;
  health: DeviceHealth;
  /** Where the node has what pods know by other paths. */
  places: readonly NodePlace[];
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** How long a driver may be away before its devices are no longer offered: long enough for another version of it to start. */
const WITHDRAW_AFTER_MS = 30_000;
/** As Kubernetes has it of drivers' names. */
const MOST_NAME_LENGTH = 63;

export function createDraDrivers({ withdraw, health, places, clock, logger, signal }: DraDriversOptions): DraDrivers {
  /** In the order in which they came. */
  const drivers = new Map<string, { driver: DraDriver; stop: AbortController }[]>();
  const withdrawals = new Map<string, () => void>();

  function watchAvailability(name: string): void {
    const isUsable = (drivers.get(name) ?? []).some(({ driver }) => driver.isConnected);
    if (isUsable) {
      withdrawals.get(name)?.();
      withdrawals.delete(name);
    } else if (!withdrawals.has(name) && !signal.aborted) {
      const cancel = clock.after(WITHDRAW_AFTER_MS, () => {
        withdrawals.delete(name);
        logger.warn({ driver: name }, 'Driver of devices has gone, its devices are offered no longer');
        void withdraw(name);
      });
      withdrawals.set(name, cancel);
    }
  }

  signal.addEventListener(
    'abort',
    () => {
      for (const cancel of withdrawals.values()) cancel();
      for (const { driver, stop } of [...drivers.values()].flat()) (stop.abort(), driver.close());
    },
    { once: true },
  );
  // Until drivers are back nothing here can be made ready for pods: better that they go elsewhere.
  void withdraw(undefined);

  return {
    type: 'DRAPlugin',
    async register(name, told, services) {
      const endpoint = pathOnNode(told, places);
      if (name.length > MOST_NAME_LENGTH || isDns1123Subdomain(name.toLowerCase()).length > 0)
        throw new Error(`${JSON.stringify(name.slice(0, MOST_NAME_LENGTH))} is no name of a DRA driver`);
      const others = drivers.get(name) ?? [];
      if (others.some(({ driver }) => driver.endpoint === endpoint))
        throw new Error(`endpoint ${endpoint} already registered for DRA driver plugin ${name}`);
      await assertServes(endpoint);
      let driver: DraDriver;
      try {
        driver = connectDraDriver(endpoint, services, () => watchAvailability(name));
      } catch (error) {
        throw new Error(
          `invalid supported gRPC versions of DRA driver plugin ${name} at endpoint ${endpoint}: ${(error as Error).message}`,
          { cause: error },
        );
      }
      const stop = new AbortController();
      drivers.set(name, [...(drivers.get(name) ?? []), { driver, stop }]);
      watchAvailability(name);
      void followHealth({ name, driver, health, clock, logger, signal: AbortSignal.any([signal, stop.signal]) });
    },
    async unregister(name, told) {
      const endpoint = pathOnNode(told, places);
      const all = drivers.get(name) ?? [];
      const gone = all.find(({ driver }) => driver.endpoint === endpoint);
      const left = all.filter((one) => one !== gone);
      if (left.length > 0) drivers.set(name, left);
      else drivers.delete(name);
      gone?.stop.abort();
      gone?.driver.close();
      watchAvailability(name);
    },
    get(name) {
      const all = (drivers.get(name) ?? []).map(({ driver }) => driver);
      const found = all.findLast(({ isConnected }) => isConnected) ?? all.at(-1);
      if (!found) throw new Error(`DRA driver ${name} is not registered`);
      return found;
    },
  };
}
