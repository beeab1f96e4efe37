import { credentials, Metadata, status } from '@grpc/grpc-js';
import { HealthCheckResponse_ServingStatus as ServingStatus, HealthClient } from '@kubets/proto-gen/grpc/health/v1';
import type { ProbeAnswer, Prober } from '../prober';

/** Healthy when the container's gRPC health service says SERVING. */
export const grpcProber: Prober = {
  handles: (handler) => handler.grpc !== undefined,
  probe({ grpc = {} }, { podIp }, timeoutMs): Promise<ProbeAnswer> {
    const address = `${podIp}:${grpc.port}`;
    const client = new HealthClient(address, credentials.createInsecure(), {
      'grpc.primary_user_agent': 'kube-probe/1.33',
    });
    return new Promise((resolve) => {
      const call = client.check(
        { service: grpc.service },
        new Metadata(),
        { deadline: Date.now() + timeoutMs },
        (error, answer) => {
          client.close();
          if (!error) {
            const name = answer.status ?? ServingStatus.UNKNOWN;
            return resolve(
              name === ServingStatus.SERVING
                ? { result: 'success', output: '' }
                : { result: 'failure', output: `service unhealthy (responded with "${name}")` },
            );
          }
          if (error.code === status.UNIMPLEMENTED)
            return resolve({
              result: 'failure',
              output: 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health)',
            });
          if (error.code === status.DEADLINE_EXCEEDED || error.code === status.UNAVAILABLE) {
            return resolve({
              result: 'failure',
              output: `timeout: failed to connect service ${JSON.stringify(address)} within ${timeoutMs / 1000}s: ${error.details}`,
            });
          }
          resolve({ result: 'failure', output: `error: health rpc probe failed: ${error.details}` });
        },
      );
      call.on('error', () => undefined);
    });
  },
};
