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

/** Of what clients make up as long as they like. */
const LOGGED_CHARACTERS = 512;

/** envoy.service.discovery.v3.AggregatedDiscoveryService: one stream per client, in either variant. */
export function discoveryService({ source, synced, logger }: DiscoveryOptions): RpcService {
  const options: StreamOptions = {
    lookup: source.lookup,
    rejected: ({ message, node, ...rest }) =>
      logger.warn(
        { ...rest, node: node.slice(0, LOGGED_CHARACTERS), message: message.slice(0, LOGGED_CHARACTERS) },
        'A gRPC client rejects what it was told of a Service',
      ),
  };

  async function follow<Request, Response>(
    call: ServerDuplexStream<Request, Response>,
    state: StreamState<Request, Response>,
  ): Promise<void> {
    const end = (code: status, details: string) =>
      void call.emit('error', Object.assign(new Error(details), { code, details }));
    /** Whether the client takes what it is sent. */
    const send = (responses: readonly Response[]): boolean =>
      responses.map((response) => call.write(response)).every(Boolean);
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
        // Who asks on and on, and takes no answer, is listened to when those have been taken.
        if (send(state.receive(request))) return;
        call.pause();
        call.once('drain', () => call.resume());
      } catch (error) {
        unsubscribe();
        if (error instanceof TooManyNamesError) return end(status.RESOURCE_EXHAUSTED, error.message);
        logger.error({ err: error }, 'A request of a gRPC client cannot be answered');
        end(status.INTERNAL, 'the request cannot be answered');
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
