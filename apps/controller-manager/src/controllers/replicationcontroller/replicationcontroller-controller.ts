import { NOTHING, selectorFromSet } from '@kubets/apimachinery';
import type { ReplicationController } from '@kubets/proto-gen/core/v1';
import { createReplicaManager } from '../../replicas/replica-manager';
import type { ControllerEntry } from '../controller-context';

/** Keeps the pods of ReplicationControllers at their number. */
export const replicationControllerController: ControllerEntry = {
  name: 'replicationcontroller-controller',
  create(context) {
    const { client, informers, config } = context;
    return [
      createReplicaManager<ReplicationController>(
        {
          controllerName: 'replicationcontroller',
          component: 'replication-controller',
          type: { apiVersion: 'v1', kind: 'ReplicationController' },
          client: client.replicationControllers,
          informer: informers.replicationControllers,
          countsTerminating: false,
          workers: config.concurrentRcSyncs,
          // An empty selector would take every pod of the namespace; defaulting fills it from the template.
          selectorOf: ({ spec }) =>
            Object.keys(spec?.selector ?? {}).length > 0 ? selectorFromSet(spec?.selector) : NOTHING,
          siblingsOf: (replicationController) => [replicationController],
        },
        context,
      ),
    ];
  },
};
