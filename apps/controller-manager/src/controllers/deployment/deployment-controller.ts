import { ignoreNotFound, objectKey, selectorFromLabelSelector } from '@kubets/apimachinery';
import { createController } from '@kubets/controller';
import { createOwnedObjects } from '../../owned/owned-objects';
import { controllingOwner } from '../../owned/owner-kind';
import type { ControllerEntry } from '../controller-context';
import { refuseToSelectAll, syncDeployment } from './deployment-sync';
import { DEPLOYMENT, deploymentEvents } from './replica-set-writer';
import { isRollingUpdate } from './rollout-limits';

const REPLICA_SET = { apiVersion: 'apps/v1', kind: 'ReplicaSet' };

/** Rolls Deployments out by creating and sizing ReplicaSets. */
export const deploymentController: ControllerEntry = {
  name: 'deployment-controller',
  create(context) {
    const { client, informers, clock, config, loop } = context;
    const { deployments, replicaSets, pods } = informers;
    const event = deploymentEvents(context.recorder('deployment-controller'));
    const sets = createOwnedObjects({
      kind: {
        type: DEPLOYMENT,
        client: client.deployments,
        informer: deployments,
        selectorOf: ({ spec }) => selectorFromLabelSelector(spec?.selector),
      },
      client: client.replicaSets,
      informer: replicaSets,
    });

    function setup(enqueue: (key: string) => void): void {
      sets.follow(enqueue);
      // Recreate waits for the last old pod to be gone.
      pods.addEventHandler({
        onDelete(pod) {
          const set = controllingOwner({ type: REPLICA_SET, informer: replicaSets }, pod);
          const owner = set && sets.ownerOf(set);
          if (owner && !isRollingUpdate(owner)) enqueue(objectKey(owner));
        },
      });
    }

    async function reconcile(key: string): Promise<void | { requeueAfterMs: number }> {
      const deployment = deployments.lister.get(key);
      if (!deployment || (await refuseToSelectAll({ client, event }, deployment))) return;
      const podsOf = (set: { metadata?: { uid?: string } }) =>
        pods.lister.byIndex('controller', set.metadata?.uid ?? '');
      return syncDeployment({ client, event, clock, podsOf }, deployment, await sets.claim(deployment)).catch(
        (error: unknown) => {
          // The Deployment, or a ReplicaSet of it, went in the middle; its deletion brings us here again if need be.
          ignoreNotFound(error);
        },
      );
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
