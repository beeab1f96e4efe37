import { isDns1123Subdomain } from '@kubets/apimachinery';
import type { Clock, Logger } from '@kubets/component';
import { assertServes } from '../system/assert-serves';
import { errorFields } from '../system/error-fields';
import { connectDriver, type CsiDriver } from './csi-driver';
import { pathOnNode, type NodePlace } from '../system/node-places';
import type { DriverOnNode } from './csi-node-writer';
import type { PluginHandler } from '../plugins/plugin-registration';

/** The CSI drivers that have registered on this node. */
export interface CsiDrivers extends PluginHandler {
  /** Throws Error for one that has not. */
  get(name: string): CsiDriver;
}

export interface CsiDriversOptions {
  /** Tells the cluster which drivers the node has. */
  publish(drivers: readonly DriverOnNode[]): Promise<void>;
  /** Where the node has what pods know by other paths. */
  places: readonly NodePlace[];
  clock: Clock;
  logger: Logger;
}

const RETRY_MS = 5000;
/** As Kubernetes has it of CSIDrivers; the name is a part of paths, too. */
const MOST_NAME_LENGTH = 63;
const VERSION = /^v?1(?:\.|$)/;

export function createCsiDrivers({ publish, places, clock, logger }: CsiDriversOptions): CsiDrivers {
  const drivers = new Map<string, { driver: CsiDriver; facts: DriverOnNode }>();
  let turn: Promise<void> = Promise.resolve();
  let cancel: (() => void) | undefined;

  /** One after the other, and again until the cluster knows. */
  function tell(): Promise<void> {
    cancel?.();
    cancel = undefined;
    turn = turn.then(() => publish([...drivers.values()].map(({ facts }) => facts)));
    return (turn = turn.catch((error: unknown) => {
      logger.warn(errorFields(error), 'Cannot tell which CSI drivers the node has, trying again');
      cancel ??= clock.after(RETRY_MS, () => void tell());
    }));
  }

  return {
    type: 'CSIPlugin',
    async register(name, endpoint, versions) {
      if (name.length > MOST_NAME_LENGTH || isDns1123Subdomain(name.toLowerCase()).length > 0)
        throw new Error(`${JSON.stringify(name.slice(0, MOST_NAME_LENGTH))} is no name of a CSI driver`);
      if (!versions.some((version) => VERSION.test(version)))
        throw new Error(`none of the versions specified are supported. err=${versions.join(', ')}`);
      await assertServes(pathOnNode(endpoint, places));
      const driver = connectDriver(name, endpoint, places);
      try {
        const { nodeId = '', maxVolumesPerNode = 0, accessibleTopology } = await driver.info();
        if (nodeId === '') throw new Error(`driver ${name} does not say what it calls the node`);
        const facts = { name, nodeId, maxVolumes: maxVolumesPerNode, topology: accessibleTopology?.segments ?? {} };
        drivers.get(name)?.driver.close();
        drivers.set(name, { driver, facts });
      } catch (error) {
        driver.close();
        throw error;
      }
      await tell();
    },
    async unregister(name) {
      drivers.get(name)?.driver.close();
      drivers.delete(name);
      await tell();
    },
    get(name) {
      const found = drivers.get(name);
      if (!found) throw new Error(`driver name ${name} not found in the list of registered CSI drivers`);
      return found.driver;
    },
  };
}
