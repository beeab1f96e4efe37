import { Client, credentials } from '@grpc/grpc-js';
import {
  AggregatedDiscoveryServiceService as ads,
  type DeltaDiscoveryRequest,
  type DeltaDiscoveryResponse,
  type DiscoveryRequest,
  type DiscoveryResponse,
} from '@kubets/proto-gen/envoy/service/discovery/v3';

export type Variant = 'state of the world' | 'incremental';

const TYPES = [
  'listener.v3.Listener',
  'route.v3.RouteConfiguration',
  'cluster.v3.Cluster',
  'endpoint.v3.ClusterLoadAssignment',
];

/** A client of one connection that asks for all four resources of some names, and accepts what it is told. */
export function subscribe(
  port: number,
  id: number,
  names: string[],
  variant: Variant,
  onResponse: () => void,
): () => void {
  const client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), { 'grpc.use_local_subchannel_pool': 1 });
  const node = { id: `pod-${id}.default` };
  if (variant === 'incremental') {
    const { path, requestSerialize, responseDeserialize } = ads.deltaAggregatedResources;
    const stream = client.makeBidiStreamRequest<DeltaDiscoveryRequest, DeltaDiscoveryResponse>(
      path,
      requestSerialize,
      responseDeserialize,
    );
    stream.on('error', () => undefined);
    stream.on('data', ({ typeUrl, nonce }: DeltaDiscoveryResponse) => {
      stream.write({ typeUrl, responseNonce: nonce });
      onResponse();
    });
    for (const type of TYPES)
      stream.write({ node, typeUrl: `type.googleapis.com/envoy.config.${type}`, resourceNamesSubscribe: names });
    return () => (stream.cancel(), client.close());
  }
  const { path, requestSerialize, responseDeserialize } = ads.streamAggregatedResources;
  const stream = client.makeBidiStreamRequest<DiscoveryRequest, DiscoveryResponse>(
    path,
    requestSerialize,
    responseDeserialize,
  );
  stream.on('error', () => undefined);
  stream.on('data', ({ typeUrl, nonce, versionInfo }: DiscoveryResponse) => {
    stream.write({ typeUrl, responseNonce: nonce, versionInfo, resourceNames: names });
    onResponse();
  });
  for (const type of TYPES)
    stream.write({ node, typeUrl: `type.googleapis.com/envoy.config.${type}`, resourceNames: names });
  return () => (stream.cancel(), client.close());
}
