import { setTimeout as sleep } from 'node:timers/promises';
import { type ServerWritableStream, status } from '@grpc/grpc-js';
import {
  type HealthCheckRequest,
  type HealthCheckResponse,
  HealthCheckResponse_ServingStatus as ServingStatus,
  HealthClient,
  type HealthServer,
  HealthService,
} from '@kubets/proto-gen/grpc/health/v1';
import type { RpcService } from './server';

export interface HealthServiceOptions {
  /** Whether the server can answer. May have to find out, so Watch asks again and again. */
  serving: () => boolean | Promise<boolean>;
  /** Full names of the services that may be asked for by name. */
  services: readonly string[];
  /** Aborted when the server stops: nothing is serving from then on, and watches end. */
  stopping: AbortSignal;
  /** How many may watch at the same time; default 200. */
  maxWatches?: number;
  /** How often Watch asks; default 1000. */
  watchIntervalMs?: number;
}

/** grpc.health.v1.Health. `serving` answers for the whole server (`''`) and each service; Watch sends every change. */
export function healthService({
  serving,
  services,
  stopping,
  maxWatches = 200,
  watchIntervalMs = 1000,
}: HealthServiceOptions): RpcService {
  const known = new Set(['', ...services]);
  const serverStatus = async () =>
    !stopping.aborted && (await serving()) ? ServingStatus.SERVING : ServingStatus.NOT_SERVING;

  let watching = 0;
  let look: Promise<ServingStatus> | undefined;
  /** Found out once in an interval, for all who watch. */
  const watchedStatus = (): Promise<ServingStatus> => {
    if (stopping.aborted) return serverStatus();
    if (!look) {
      look = serverStatus();
      setTimeout(() => (look = undefined), watchIntervalMs).unref();
    }
    return look;
  };

  /** Until the client, or the server, is gone. */
  async function tellChanges(call: ServerWritableStream<HealthCheckRequest, HealthCheckResponse>): Promise<void> {
    const gone = new AbortController();
    call.on('cancelled', () => gone.abort());
    const nextLook = AbortSignal.any([gone.signal, stopping]);
    const isKnown = known.has(call.request.service ?? '');
    let last: ServingStatus | undefined;
    while (!gone.signal.aborted) {
      const now = isKnown ? await watchedStatus() : ServingStatus.SERVICE_UNKNOWN;
      if (now !== last) call.write({ status: now });
      last = now;
      if (stopping.aborted) return void call.end();
      await sleep(watchIntervalMs, undefined, { signal: nextLook }).catch(() => undefined); // aborted: look at once
    }
  }

  const implementation: HealthServer = {
    async check({ request: { service = '' } }, callback) {
      if (known.has(service)) callback(null, { status: await serverStatus() });
      else callback({ code: status.NOT_FOUND, details: `unknown service ${service}` });
    },

    async list(_call, callback) {
      const now = await serverStatus();
      callback(null, { statuses: Object.fromEntries([...known].map((service) => [service, { status: now }])) });
    },

    async watch(call) {
      // Anybody may ask for health, before it is known who they are.
      if (watching === maxWatches)
        return void call.emit('error', {
          code: status.RESOURCE_EXHAUSTED,
          details: `health is watched by ${maxWatches} already; Check answers everybody`,
        });
      watching++;
      try {
        await tellChanges(call);
      } finally {
        watching--;
      }
    },
  };
  return { name: HealthClient.serviceName, definition: HealthService, implementation };
}
