import { controllerOf, namespaceOf, selectorFromLabelSelector } from '@kubets/apimachinery';
import type { ReplicaSet } from '@kubets/proto-gen/apps/v1';
import { createReplicaManager } from '../../replicas/replica-manager';
import type { ControllerEntry } from '../controller-context';

/** Keeps the pods of ReplicaSets at their number. */
export const replicaSetController: ControllerEntry = {
  name: 'replicaset-controller',
  create(context) {
    const { client, informers, config } = context;
    return [
      createReplicaManager<ReplicaSet>(
        {
          controllerName: 'replicaset',
          component: 'replicaset-controller',
          type: { apiVersion: 'apps/v1', kind: 'ReplicaSet' },
          client: client.replicaSets,
          informer: informers.replicaSets,
          countsTerminating: true,
          workers: config.concurrentReplicasetSyncs,
          selectorOf: (replicaSet) => selectorFromLabelSelector(replicaSet.spec?.selector),
          siblingsOf(replicaSet) {
            const deployment = controllerOf(replicaSet)?.uid;
            if (!deployment) return [replicaSet];
            const siblings = informers.replicaSets.lister.byIndex('controller', deployment);
            return siblings.filter((sibling) => namespaceOf(sibling) === namespaceOf(replicaSet));
          },
        },
        context,
      ),
    ];
  },
};
