import { ignoreNotFound, nameOf, objectKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { ServiceCIDR } from '@kubets/proto-gen/networking/v1';
import type { ControllerEntry } from '../controller-context';
import { blockingAddresses, FINALIZER, readyConditions } from './servicecidr-state';

/** Time for allocations that were under way when the range was deleted to show up. */
const DELETION_GRACE_MS = 10_000;

/** Marks ServiceCIDRs as ready, and keeps those with addresses in use from being deleted. */
export const serviceCidrController: ControllerEntry = {
  name: 'service-cidr-controller',
  create(context) {
    const { client, informers, clock, loop } = context;
    const { serviceCIDRs, ipAddresses } = informers;

    function setup(enqueue: (key: string) => void): void {
      const enqueueAll = (): void =>
        serviceCIDRs.lister.list().forEach((serviceCidr) => enqueue(objectKey(serviceCidr)));
      // Another range may cover the addresses of one that is being deleted.
      serviceCIDRs.addEventHandler({ onAdd: enqueueAll, onUpdate: enqueueAll, onDelete: enqueueAll });
      ipAddresses.addEventHandler({
        onDelete: () =>
          serviceCIDRs.lister
            .list()
            .forEach((serviceCidr) => serviceCidr.metadata?.deletionTimestamp && enqueue(objectKey(serviceCidr))),
      });
    }

    const writeFinalizers = (serviceCidr: ServiceCIDR, finalizers: readonly string[]): Promise<ServiceCIDR> => {
      const { uid, resourceVersion } = serviceCidr.metadata ?? {};
      return client.serviceCIDRs.patch(
        { name: nameOf(serviceCidr) },
        { type: 'merge', body: { metadata: { uid, resourceVersion, finalizers } } },
      );
    };

    async function writeCondition(serviceCidr: ServiceCIDR): Promise<void> {
      const conditions = readyConditions(serviceCidr, clock.now());
      if (conditions)
        await client.serviceCIDRs.updateStatus({ ...serviceCidr, status: { ...serviceCidr.status, conditions } });
    }

    async function reconcileDeletion(serviceCidr: ServiceCIDR): Promise<void | { requeueAfterMs: number }> {
      const finalizers = serviceCidr.metadata?.finalizers ?? [];
      if (!finalizers.includes(FINALIZER)) return;
      if (blockingAddresses(serviceCidr, serviceCIDRs.lister.list(), ipAddresses.lister.list()).length > 0)
        return writeCondition(serviceCidr);
      const waitMs =
        Date.parse(serviceCidr.metadata?.deletionTimestamp ?? '') + DELETION_GRACE_MS - clock.now().getTime();
      if (waitMs > 0) return { requeueAfterMs: waitMs };
      await writeFinalizers(
        serviceCidr,
        finalizers.filter((finalizer) => finalizer !== FINALIZER),
      ).catch(ignoreNotFound);
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const serviceCidr = serviceCIDRs.lister.get(key);
      if (!serviceCidr) return;
      if (serviceCidr.metadata?.deletionTimestamp !== undefined) return reconcileDeletion(serviceCidr);
      const finalizers = serviceCidr.metadata?.finalizers ?? [];
      await writeCondition(
        finalizers.includes(FINALIZER) ? serviceCidr : await writeFinalizers(serviceCidr, [...finalizers, FINALIZER]),
      );
    }

    return [
      createController({ name: 'servicecidr', informers: [serviceCIDRs, ipAddresses], setup, reconcile, ...loop }),
    ];
  },
};
