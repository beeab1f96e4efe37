import type { KubeClient } from '@kubets/client';
import { createWakeLoop, type Clock, type Logger } from '@kubets/component';
import { join } from 'node:path';
import type { PluginHandler } from '../plugins/plugin-registration';
import { errorFields } from '../system/error-fields';
import type { NodePlace } from '../system/node-places';
import { openClaimBook } from './claim-book';
import { createDeviceClaims, type DeviceClaims } from './device-claims';
import { createDeviceHealth } from './device-health';
import { createDraDrivers } from './dra-drivers';
import { createWithdrawal } from './withdraw-devices';

export interface DraOptions {
  client: KubeClient<'resourceClaims' | 'resourceSlices'>;
  rootDir: string;
  /** Where the node has what pods know by other paths. */
  places: readonly NodePlace[];
  nodeName: string;
  /** Resolves when the node has a Node. */
  registered: Promise<unknown>;
  /** Whether nobody has the pod any more: neither the API, nor files of the node, nor the runtime. */
  isForgotten(podUid: string): boolean;
  /** Something else is known of the pod's devices now. */
  wake(podUid: string): void;
  clock: Clock;
  logger: Logger;
  signal: AbortSignal;
}

/** All that a node has to do with drivers of devices: taking those that register, and having them make devices ready. */
export interface Dra {
  claims: DeviceClaims;
  drivers: PluginHandler;
  /** Takes devices back of pods that vanished while no agent ran, until the signal aborts. */
  run(): Promise<void>;
}

const RECONCILE_MS = 60_000;
const FIRST_RECONCILE_MS = 5000;

/** @throws Error when what is on disk of earlier claims cannot be read. */
export async function createDra(o: DraOptions): Promise<Dra> {
  const { clock, logger, signal } = o;
  const book = await openClaimBook(join(o.rootDir, 'dra_manager_state'));
  const health = createDeviceHealth({
    onChange: (driver) => claims.podsWith(driver).forEach((uid) => o.wake(uid)),
    clock,
  });
  const drivers = createDraDrivers({ withdraw: createWithdrawal(o), health, places: o.places, clock, logger, signal });
  const claims = createDeviceClaims({ client: o.client, book, drivers, deviceHealth: health });

  const loop = createWakeLoop({
    async turn() {
      const uids = new Set(book.all().flatMap(({ podUids }) => podUids));
      for (const uid of uids)
        if (o.isForgotten(uid))
          await claims
            .unprepare(uid)
            .catch((error: unknown) => logger.warn({ ...errorFields(error), uid }, 'Devices cannot be taken back'));
      return { againAfterMs: RECONCILE_MS };
    },
    retry: { initialMs: RECONCILE_MS, maxMs: RECONCILE_MS },
    onError: (err) => logger.warn({ err }, 'Devices cannot be looked after'),
    clock,
  });
  return {
    claims,
    drivers,
    run() {
      loop.wake(FIRST_RECONCILE_MS);
      return loop.run(signal);
    },
  };
}
