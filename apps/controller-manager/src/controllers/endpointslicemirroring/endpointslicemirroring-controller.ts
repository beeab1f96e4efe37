import { serviceKeyOfSlice, serviceKeysOfSlice } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, objectKey } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { MANAGED_BY_LABEL, MIRRORING_CONTROLLER } from '../../addresses/slice-labels';
import { createWrittenObjects } from '../../addresses/written-objects';
import { isNamespaceTerminating } from '../../namespace-terminating';
import type { ControllerEntry } from '../controller-context';
import { mirroredSlices, planMirror, shouldMirror } from './mirrored-slices';

const isMirror = (slice: EndpointSlice): boolean => slice.metadata?.labels?.[MANAGED_BY_LABEL] === MIRRORING_CONTROLLER;
/** Copies Endpoints that users write into EndpointSlices, which is what the proxies and DNS read. */
export const endpointSliceMirroringController: ControllerEntry = {
  name: 'endpointslice-mirroring-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { services, endpoints, endpointSlices } = informers;
    const recorder = context.recorder('endpoint-slice-mirroring-controller');
    const written = createWrittenObjects(endpointSlices, clock);

    function setup(enqueue: (key: string) => void): void {
      for (const informer of [services, endpoints]) {
        informer.addEventHandler({
          onAdd: (object) => enqueue(objectKey(object)),
          onUpdate: (_previous, object) => enqueue(objectKey(object)),
          onDelete: (object) => enqueue(objectKey(object)),
        });
      }
      const changed = (slice: EndpointSlice): void => {
        if (isMirror(slice) && !written.isEcho(slice)) serviceKeysOfSlice(slice).forEach(enqueue);
      };
      endpointSlices.addEventHandler({
        onAdd: changed,
        onUpdate: (_previous, slice) => changed(slice),
        onDelete: changed,
      });
    }

    async function reconcile(key: string): Promise<void> {
      const source = endpoints.lister.get(key);
      const cached = endpointSlices.lister.byIndex('service', key).filter(isMirror);
      const existing = written.latest(cached, (slice) => isMirror(slice) && serviceKeyOfSlice(slice) === key);
      const mirror = source && shouldMirror(source, services.lister.get(key)) ? source : undefined;
      const { slices, skipped } = mirror
        ? mirroredSlices(mirror, config.mirroringMaxEndpointsPerSubset)
        : { slices: [], skipped: 0 };
      if (skipped > 0 && mirror) {
        recorder.event(
          { ...mirror, apiVersion: 'v1', kind: 'Endpoints' },
          'Warning',
          'TooManyAddressesToMirror',
          `A max of ${config.mirroringMaxEndpointsPerSubset} addresses can be mirrored to EndpointSlices per Endpoints subset. ${skipped} addresses were skipped`,
        );
      }
      const plan = planMirror(existing, slices);
      try {
        for (const slice of plan.create) await written.noted(client.endpointSlices.create(slice));
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        throw error;
      }
      for (const slice of plan.update) await written.noted(client.endpointSlices.update(slice), slice);
      for (const slice of plan.delete) {
        await client.endpointSlices
          .delete({ namespace: namespaceOf(slice), name: nameOf(slice) })
          .catch(ignoreNotFound);
        written.deleted(slice);
      }
    }

    return [
      createController({
        name: 'endpointslicemirroring',
        informers: [services, endpoints, endpointSlices],
        setup,
        reconcile,
        workers: config.mirroringConcurrentServiceEndpointSyncs,
        ...loop,
      }),
    ];
  },
};
