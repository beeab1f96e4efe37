import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import type { Logger } from '@kubets/component';
import {
  AggregatedDiscoveryServiceService,
  type AggregatedDiscoveryServiceServer,
} from '@kubets/proto-gen/envoy/service/discovery/v3';
import type { RpcService } from '@kubets/rpc';
import { createDeltaStream } from './protocol/delta-stream';
import { TooManyNamesError, type StreamOptions } from './protocol/stream-options';
import { createWholeStream, type StreamState } from './protocol/whole-stream';
import type { ResourceSource } from './resources/resource-source';

export interface DiscoveryOptions {
  source: ResourceSource;
  /** Resolves once all there is is known: a client that is told too soon that a Service is not there would fail its calls. */
  synced: Promise<void>;
  logger: Logger;
}

/** envoy.service.discovery.v3.AggregatedDiscoveryService: one stream per client, in either variant. */
export function discoveryService({ source, synced, logger }: DiscoveryOptions): RpcService {
  const options: StreamOptions = {
    lookup: source.lookup,
    rejected: (rejection) => logger.warn(rejection, 'A gRPC client rejects what it was told of a Service'),
  };

  async function follow<Request, Response>(
    call: ServerDuplexStream<Request, Response>,
    state: StreamState<Request, Response>,
  ): Promise<void> {
    const end = (code: status, details: string) =>
      void call.emit('error', Object.assign(new Error(details), { code, details }));
    const send = (responses: readonly Response[]) => {
      for (const response of responses) call.write(response);
    };
    let unsubscribe = (): void => undefined;
    call.on('cancelled', () => unsubscribe());
    call.pause();
    try {
      await synced;
    } catch {
      return end(status.UNAVAILABLE, 'the server stops');
    }
    if (call.cancelled) return;
    unsubscribe = source.subscribe((services) =>
      send(state.changed((name) => services.has(source.serviceOf(name) ?? ''))),
    );
    call.on('data', (request: Request) => {
      try {
        send(state.receive(request));
      } catch (error) {
        if (!(error instanceof TooManyNamesError)) throw error;
        unsubscribe();
        end(status.RESOURCE_EXHAUSTED, error.message);
      }
    });
    call.on('end', () => {
      unsubscribe();
      call.end();
    });
    call.resume();
  }

  const implementation: AggregatedDiscoveryServiceServer = {
    streamAggregatedResources: (call) => void follow(call, createWholeStream(options)),
    deltaAggregatedResources: (call) => void follow(call, createDeltaStream(options)),
  };
  return {
    name: 'envoy.service.discovery.v3.AggregatedDiscoveryService',
    definition: AggregatedDiscoveryServiceService,
    implementation,
  };
}
