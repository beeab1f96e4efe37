import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthClient, type HealthServer, HealthService } from '@kubets/proto-gen/grpc/health/v1';
import { newTooManyRequests } from '@kubets/apimachinery';
import type { RpcService } from './server';

/** How many may watch health at the same time. */
const maxWatches = 200;

export interface HealthServiceOptions {
  /** Whether the server can answer. May have to find out, so Watch asks again and again. */
  serving: () => boolean | Promise<boolean>;
  /** Full names of the services that may be asked for by name. */
  services: readonly string[];
  /** Aborted when the server stops: nothing is serving from then on, and watches end. */
  stopping: AbortSignal;
  /** How often Watch asks; default 1000. */
  watchIntervalMs?: number;
}

/** grpc.health.v1.Health. `serving` answers for the whole server (`''`) and each service; Watch sends every change. */
export function healthService({ serving, services, stopping, watchIntervalMs = 1000 }: HealthServiceOptions): RpcService {
  const known = new Set(['', ...services]);
  const serverStatus = async () => (!stopping.aborted && (await serving()) ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);

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
      if (watching === maxWatches) throw newTooManyRequests(`health is watched by ${maxWatches} already; Check answers everybody`);
      watching++;
      call.once('close', () => watching--);
      const gone = new AbortController();
      call.on('cancelled', () => gone.abort());
      const nextLook = AbortSignal.any([gone.signal, stopping]);
      const isKnown = known.has(call.request.service ?? '');
      let last: ServingStatus | undefined;
      while (!gone.signal.aborted) {
        const now = isKnown ? await watchedStatus() : ServingStatus.SERVICE_UNKNOWN;
        if (now !== last) call.write({ status: now });
        last = now;
        if (stopping.aborted) return call.end();
        await sleep(watchIntervalMs, undefined, { signal: nextLook }).catch(() => undefined); // aborted: look at once
      }
    },
  };
  return { name: HealthClient.serviceName, definition: HealthService, implementation };
}
