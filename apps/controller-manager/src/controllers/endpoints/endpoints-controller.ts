import { ANNOTATIONS, selectsPods } from '@kubets/api';
import { ignoreNotFound, objectKey, splitKey, statusErrorFrom } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Endpoints } from '@kubets/proto-gen/core/v1';
import { enqueueServices, podsOfService } from '../../addresses/service-pods';
import { createTriggerTimes } from '../../addresses/trigger-time';
import { createWrittenObjects } from '../../addresses/written-objects';
import { isNamespaceTerminating } from '../../namespace-terminating';
import type { ControllerEntry } from '../controller-context';
import { desiredEndpoints, sameEndpoints } from './desired-endpoints';

/** Endpoints that old components hold as a lock, and no addresses of a Service. */
const isLeaderLock = (object: Endpoints): boolean => object.metadata?.annotations?.[ANNOTATIONS.leader] !== undefined;

/** Keeps the legacy Endpoints of Services with a selector. */
export const endpointsController: ControllerEntry = {
  name: 'endpoints-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { services, pods, endpoints } = informers;
    const recorder = context.recorder('endpoint-controller');
    const written = createWrittenObjects(endpoints, clock);
    const triggerTimes = createTriggerTimes();

    function setup(enqueue: (key: string) => void): void {
      enqueueServices(informers, enqueue);
      endpoints.addEventHandler({
        // At the start every object is looked at once: its Service may have gone while nobody watched. Afterwards
        // Endpoints may well come before their Service.
        onAdd: (object) => (endpoints.hasSynced() || isLeaderLock(object) ? undefined : enqueue(objectKey(object))),
        onDelete: (object) => enqueue(objectKey(object)),
      });
    }

    async function write(current: Endpoints | undefined, wanted: Endpoints): Promise<void> {
      const service = services.lister.get(objectKey(wanted));
      try {
        await written.noted(current ? client.endpoints.update(wanted) : client.endpoints.create(wanted), current);
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        const message = statusErrorFrom(error).message;
        const event = { ...service, apiVersion: 'v1', kind: 'Service' };
        if (current)
          recorder.event(
            event,
            'Warning',
            'FailedToUpdateEndpoint',
            `Failed to update endpoint ${objectKey(wanted)}: ${message}`,
          );
        else
          recorder.event(
            event,
            'Warning',
            'FailedToCreateEndpoint',
            `Failed to create endpoint for service ${objectKey(wanted)}: ${message}`,
          );
        throw error;
      }
    }

    async function reconcile(key: string): Promise<void> {
      const service = services.lister.get(key);
      const cached = endpoints.lister.get(key);
      const current = written.latest(cached ? [cached] : [], (object) => objectKey(object) === key)[0];
      if (!service) {
        triggerTimes.forget(key);
        if (current) await remove(current);
        return;
      }
      if (!selectsPods(service)) {
        // What a user wrote for a Service without a selector stays; an ExternalName Service has no addresses.
        if (service.spec?.type === 'ExternalName' && service.spec.selector && current) await remove(current);
        return;
      }
      const selected = podsOfService(pods.lister, service);
      const triggerTime = triggerTimes.compute(key, service, selected);
      const wanted = desiredEndpoints({ service, pods: selected, current, triggerTime });
      if (!current || !sameEndpoints(current, wanted)) await write(current, wanted);
    }

    async function remove(object: Endpoints): Promise<void> {
      const { namespace, name } = splitKey(objectKey(object));
      await client.endpoints
        .delete({ namespace, name }, { preconditions: { uid: object.metadata?.uid } })
        .catch(ignoreNotFound);
      written.deleted(object);
    }

    return [
      createController({
        name: 'endpoint',
        informers: [services, pods, endpoints],
        setup,
        reconcile,
        workers: config.concurrentEndpointSyncs,
        ...loop,
      }),
    ];
  },
};
