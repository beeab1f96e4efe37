import { serviceKeysOfSlice } from '@kubets/api';
import { createInformerSet, type InformerSet, type KubeClient } from '@kubets/client';
import type { Clock, Logger } from '@kubets/component';
import type { Secret } from '@kubets/proto-gen/core/v1';

export type IngressClient = KubeClient<
  'endpointSlices' | 'events' | 'ingressClasses' | 'ingresses' | 'namespaces' | 'nodes' | 'secrets' | 'services'
>;

/** Followed at all times. */
export type OwnInformers = InformerSet<IngressClient, 'ingresses' | 'ingressClasses'>;
/** Followed once there is something to lead requests by. */
export type WorldInformers = InformerSet<
  IngressClient,
  'services' | 'endpointSlices' | 'secrets' | 'namespaces' | 'nodes'
>;

export const createOwnInformers = (client: IngressClient, shared: { logger: Logger; clock: Clock }): OwnInformers =>
  createInformerSet(client, { ingresses: {}, ingressClasses: {} }, shared);

/** `service`: the index of slices by `namespace/name` of their Service. */
export const createWorldInformers = (client: IngressClient, shared: { logger: Logger; clock: Clock }): WorldInformers =>
  createInformerSet(
    client,
    {
      services: {},
      endpointSlices: { indexers: { service: serviceKeysOfSlice } },
      secrets: { fieldSelector: 'type=kubernetes.io/tls', transform: certificateOnly },
      namespaces: {},
      nodes: {},
    },
    shared,
  );

/** Nothing else of a Secret is anything to us. */
const certificateOnly = ({ apiVersion, kind, metadata, data }: Secret): Secret => ({
  apiVersion,
  kind,
  metadata: {
    name: metadata?.name,
    namespace: metadata?.namespace,
    uid: metadata?.uid,
    resourceVersion: metadata?.resourceVersion,
  },
  data: Object.fromEntries(['tls.crt', 'tls.key'].flatMap((key) => (data?.[key] ? [[key, data[key]]] : []))),
});
