import { status, type ServerDuplexStream } from '@grpc/grpc-js';
import { createFairTurns, createShares, type Logger } from '@kubets/component';
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

/** Of memory, for what clients of one address have subscribed to, and all of them. */
const SUBSCRIBED_BYTES = { perHost: 16 * 1024 * 1024, all: 64 * 1024 * 1024 };
/** Requests, each of which takes some milliseconds at most. */
const REQUESTS_PER_TURN = 4;
/** What clients reject is told so often in a minute, and no more. */
const REJECTIONS_TOLD = 60;
const MINUTE_MS = 60_000;

/** envoy.service.discovery.v3.AggregatedDiscoveryService: one stream per client, in either variant. */
export function discoveryService({ source, synced, logger }: DiscoveryOptions): RpcService {
  const subscribed = createShares(SUBSCRIBED_BYTES.perHost, SUBSCRIBED_BYTES.all);
  const turns = createFairTurns(REQUESTS_PER_TURN);
  let told = { since: 0, times: 0 };
  const options: StreamOptions = {
    lookup: source.lookup,
    rejected({ message, ...rest }) {
      const now = performance.now();
      if (now - told.since > MINUTE_MS) told = { since: now, times: 0 };
      if (++told.times > REJECTIONS_TOLD) return;
      logger.warn(
        { ...rest, message: message.slice(0, LOGGED_CHARACTERS) },
        'A gRPC client rejects what it was told of a Service',
      );
    },
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
    const host = hostOf(call.getPeer());
    let held = 0;
    let stopTelling = (): void => undefined;
    const leave = () => {
      stopTelling();
      subscribed.give(host, held);
      held = 0;
    };
    call.on('cancelled', leave);
    call.pause();
    try {
      await synced;
    } catch {
      return end(status.UNAVAILABLE, 'the server stops');
    }
    if (call.cancelled) return;
    stopTelling = source.subscribe((services) =>
      send(state.changed((name) => services.has(source.serviceOf(name) ?? ''))),
    );
    /** What there is to answer. */
    function received(request: Request): Response[] {
      const responses = state.receive(request);
      const size = state.size();
      if (!subscribed.take(host, size - held)) throw new TooManyNamesError('too much is subscribed to');
      held = size;
      return responses;
    }
    call.on('data', (request: Request) => {
      call.pause();
      turns.begin(call, () => {
        if (call.cancelled) return;
        try {
          // Who asks on and on, and takes no answer, is listened to when those have been taken.
          if (send(received(request))) call.resume();
          else call.once('drain', () => call.resume());
        } catch (error) {
          leave();
          if (error instanceof TooManyNamesError) return end(status.RESOURCE_EXHAUSTED, error.message);
          logger.error({ err: error }, 'A request of a gRPC client cannot be answered');
          end(status.INTERNAL, 'the request cannot be answered');
        }
      });
    });
    call.on('end', () => {
      leave();
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

/** `ADDRESS:PORT` */
const hostOf = (peer: string): string => peer.slice(0, peer.lastIndexOf(':'));
