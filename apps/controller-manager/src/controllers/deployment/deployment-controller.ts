import {
  controllerOf, isNotFound, namespaceOf, nameOf, objectKey, selectorFromLabelSelector, selectorOrNothing, semanticEqual, uidOf, type KubeObject,
} from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import type { Deployment, ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { claim } from '../../ownership/claim';
import type { ControllerEntry } from '../controller-context';
import { refuseToSelectAll, syncDeployment } from './deployment-sync';
import { deploymentEvents } from './replica-set-writer';
import { isRollingUpdate } from './rollout-limits';

/** Rolls Deployments out by creating and sizing ReplicaSets. */
export const deploymentController: ControllerEntry = {
  name: 'deployment-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { deployments, replicaSets, pods } = informers;
    const event = deploymentEvents(context.recorder('deployment-controller'));

    const ownerOf = (object: KubeObject): Deployment | undefined => {
      const reference = controllerOf(object);
      if (reference?.kind !== 'Deployment') return undefined;
      const owner = deployments.lister.get(`${namespaceOf(object)}/${reference.name}`);
      return owner !== undefined && uidOf(owner) === reference.uid ? owner : undefined;
    };
    const adoptersOf = (set: ReplicaSet): Deployment[] =>
      deployments.lister.list(namespaceOf(set)).filter((d) => selectorOrNothing(d.spec?.selector).matches(set.metadata?.labels));
    const podsOf = (set: ReplicaSet) => pods.lister.byIndex('controller', uidOf(set));

    function setup(enqueue: (key: string) => void): void {
      const enqueueOwner = (object: KubeObject): void => {
        const owner = ownerOf(object);
        if (owner) enqueue(objectKey(owner));
      };
      const enqueueAdopters = (set: ReplicaSet): void => adoptersOf(set).forEach((owner) => enqueue(objectKey(owner)));

      deployments.addEventHandler({
        onAdd: (deployment) => enqueue(objectKey(deployment)),
        onUpdate: (_previous, deployment) => enqueue(objectKey(deployment)),
      });
      replicaSets.addEventHandler({
        onAdd: (set) => (controllerOf(set) ? enqueueOwner(set) : enqueueAdopters(set)),
        onUpdate(previous, set) {
          const controllerChanged = controllerOf(previous)?.uid !== controllerOf(set)?.uid;
          if (controllerChanged) enqueueOwner(previous);
          if (controllerOf(set)) enqueueOwner(set);
          else if (controllerChanged || !semanticEqual(previous.metadata?.labels, set.metadata?.labels)) enqueueAdopters(set);
        },
        onDelete: enqueueOwner,
      });
      // Recreate waits for the last old pod to be gone.
      pods.addEventHandler({
        onDelete(pod) {
          const reference = controllerOf(pod);
          if (reference?.kind !== 'ReplicaSet') return;
          const set = replicaSets.lister.get(`${namespaceOf(pod)}/${reference.name}`);
          const owner = set && ownerOf(set);
          if (owner && !isRollingUpdate(owner)) enqueue(objectKey(owner));
        },
      });
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const deployment = deployments.lister.get(key);
      if (!deployment || (await refuseToSelectAll({ client, event }, deployment))) return;
      const candidates = [
        ...replicaSets.lister.byIndex('controller', uidOf(deployment)),
        ...replicaSets.lister.byIndex('orphan', namespaceOf(deployment)),
      ];
      const sets = await claim({
        owner: deployment,
        ownerType: { apiVersion: 'apps/v1', kind: 'Deployment' },
        selector: selectorFromLabelSelector(deployment.spec?.selector),
        candidates,
        client: client.replicaSets,
        freshOwner: () => client.deployments.get({ namespace: namespaceOf(deployment), name: nameOf(deployment) }),
      });
      return syncDeployment({ client, event, clock, podsOf }, deployment, sets).catch((error: unknown) => {
        // The Deployment, or a ReplicaSet of it, went in the middle; its deletion brings us here again if need be.
        if (!isNotFound(error)) throw error;
      });
    }

    return [
      createController({
        name: 'deployment',
        informers: [deployments, replicaSets, pods],
        setup,
        reconcile,
        workers: config.concurrentDeploymentSyncs,
        ...loop,
      }),
    ];
  },
};
