import { findCondition, LABELS, selectsPods, serviceKeyOfSlice, serviceKeysOfSlice } from '@kubets/api';
import { ignoreNotFound, nameOf, namespaceOf, objectKey, statusErrorFrom } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Node, Service } from '@kubets/proto-gen/core/v1';
import type { EndpointSlice } from '@kubets/proto-gen/discovery/v1';
import { MANAGED_BY_LABEL, SLICE_CONTROLLER } from '../../addresses/slice-labels';
import { enqueueServices, podsOfService, servicesOfPod } from '../../addresses/service-pods';
import { createTriggerTimes } from '../../addresses/trigger-time';
import { createWrittenObjects } from '../../addresses/written-objects';
import { isNamespaceTerminating } from '../../namespace-terminating';
import type { ControllerContext, ControllerEntry } from '../controller-context';
import { awaitsSuccessors, desiredEndpoints, type AddressType } from './desired-endpoints';
import type { PackedSlice } from './pack-endpoints';
import { cpuShares, hintProportionally } from './proportional-hints';
import { planSlices, type SlicePlan } from './slice-plan';
import { hintMode, hintSameNode, hintSameZone, removeHints } from './topology-hints';

const SERVICE = { apiVersion: 'v1', kind: 'Service' };

const HINTERS = { none: removeHints, 'same-zone': hintSameZone, 'same-node': hintSameNode };

const isManaged = (slice: EndpointSlice): boolean => slice.metadata?.labels?.[MANAGED_BY_LABEL] === SLICE_CONTROLLER;
/** What of a node matters to the endpoints on it. */
const nodeTopology = (node: Node): string =>
  [
    node.metadata?.labels?.[LABELS.zone],
    findCondition(node.status?.conditions, 'Ready')?.status,
    node.status?.allocatable?.cpu,
  ].join('|');

/** Keeps the EndpointSlices of Services with a selector. */
export const endpointSliceController: ControllerEntry = {
  name: 'endpointslice-controller',
  create(context: ControllerContext) {
    const { client, informers, clock, config, loop } = context;
    const { services, pods, nodes, endpointSlices } = informers;
    const recorder = context.recorder('endpoint-slice-controller');
    const written = createWrittenObjects(endpointSlices, clock);
    const triggerTimes = createTriggerTimes();
    /** Services whose hints follow the zones' CPU; the last thing that was said about it. */
    const proportional = new Map<string, string>();

    function setup(enqueue: (key: string) => void): void {
      const enqueueAll = (keys: readonly string[]): void => keys.forEach((key) => enqueue(key));
      enqueueServices(informers, enqueue);
      const enqueueNode = (node: Node): void => {
        for (const pod of pods.lister.byIndex('node', nameOf(node))) enqueueAll(servicesOfPod(services.lister, pod));
        enqueueAll([...proportional.keys()]);
      };
      nodes.addEventHandler({
        onAdd: enqueueNode,
        onUpdate: (previous, node) => (nodeTopology(previous) === nodeTopology(node) ? undefined : enqueueNode(node)),
        onDelete: enqueueNode,
      });
      const enqueueServiceOf = (slice: EndpointSlice): void => {
        if (isManaged(slice)) serviceKeysOfSlice(slice).forEach(enqueue);
      };
      const sliceChanged = (slice: EndpointSlice): void => {
        if (!written.isEcho(slice)) enqueueServiceOf(slice);
      };
      endpointSlices.addEventHandler({
        onAdd: sliceChanged,
        onUpdate(previous, slice) {
          sliceChanged(slice);
          if (serviceKeyOfSlice(previous) !== serviceKeyOfSlice(slice)) enqueueServiceOf(previous);
        },
        onDelete: enqueueServiceOf,
      });
    }

    async function apply(plan: SlicePlan): Promise<void> {
      for (const slice of plan.create) await written.noted(client.endpointSlices.create(slice));
      for (const slice of plan.update) await written.noted(client.endpointSlices.update(slice), slice);
      for (const slice of plan.delete) await remove(slice);
    }

    async function remove(slice: EndpointSlice): Promise<void> {
      await client.endpointSlices.delete({ namespace: namespaceOf(slice), name: nameOf(slice) }).catch(ignoreNotFound);
      written.deleted(slice);
    }

    function hinterOf(service: Service): (slices: readonly PackedSlice[]) => PackedSlice[] {
      const key = objectKey(service);
      const mode = hintMode(service);
      const say = (type: 'Normal' | 'Warning', reason: string, message: string): void => {
        if (proportional.get(key) === message) return;
        // That nothing was enabled yet is no news.
        if (type === 'Normal' || proportional.get(key))
          recorder.event({ ...service, ...SERVICE }, type, reason, message);
        proportional.set(key, message);
      };
      if (mode !== 'auto') {
        proportional.delete(key);
        return HINTERS[mode];
      }
      if (!proportional.has(key)) proportional.set(key, '');
      return (slices) => {
        const result = hintProportionally(slices, cpuShares(nodes.lister.list()));
        if ('refused' in result) {
          say('Warning', 'TopologyAwareHintsDisabled', result.refused);
          return removeHints(slices);
        }
        say('Normal', 'TopologyAwareHintsEnabled', 'Topology Aware Hints has been enabled');
        return result.slices;
      };
    }

    async function syncService(service: Service, slices: readonly EndpointSlice[]): Promise<void> {
      const key = objectKey(service);
      const families = (service.spec?.ipFamilies ?? ['IPv4']) as AddressType[];
      const selected = podsOfService(pods.lister, service);
      const triggerTime = triggerTimes.compute(key, service, selected);
      const hint = hinterOf(service);
      const isAwaiting = awaitsSuccessors(selected);
      for (const slice of slices) if (!families.includes(slice.addressType as AddressType)) await remove(slice);
      for (const addressType of families) {
        const groups = desiredEndpoints({
          service,
          pods: selected,
          addressType,
          nodeOf: (name) => nodes.lister.get(name),
        });
        const existing = slices.filter(
          (slice) => slice.addressType === addressType && slice.metadata?.deletionTimestamp === undefined,
        );
        await apply(
          planSlices({
            service,
            addressType,
            existing,
            groups,
            maxEndpointsPerSlice: config.maxEndpointsPerSlice,
            triggerTime,
            awaitsSuccessors: isAwaiting,
            hint,
          }),
        );
      }
    }

    async function reconcile(key: string): Promise<void> {
      const service = services.lister.get(key);
      const cached = endpointSlices.lister.byIndex('service', key).filter(isManaged);
      const slices = written.latest(cached, (slice) => isManaged(slice) && serviceKeyOfSlice(slice) === key);
      if (!service) {
        // The garbage collector removes the slices with their owner.
        triggerTimes.forget(key);
        proportional.delete(key);
        return;
      }
      if (!selectsPods(service)) {
        // Without a selector the user owns the addresses; a Service that became ExternalName has none.
        if (service.spec?.type === 'ExternalName') for (const slice of slices) await remove(slice);
        return;
      }
      try {
        await syncService(service, slices);
      } catch (error) {
        if (isNamespaceTerminating(error)) return;
        const message = `Error updating Endpoint Slices for Service ${key}: ${statusErrorFrom(error).message}`;
        recorder.event({ ...service, ...SERVICE }, 'Warning', 'FailedToUpdateEndpointSlices', message);
        throw error;
      }
    }

    return [
      createController({
        name: 'endpointslice',
        informers: [services, pods, nodes, endpointSlices],
        setup,
        reconcile,
        workers: config.concurrentServiceEndpointSyncs,
        ...loop,
      }),
    ];
  },
};
