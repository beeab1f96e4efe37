import { GRPC } from '@kubets/rpc';
import { HealthCheckResponse_ServingStatus as ServingStatus } from '@kubets/proto-gen/grpc/health/v1';
import { PROBE_USER_AGENT, type ProbeAnswer, type Prober } from '../prober';
import { checkHealth, HealthCheckError } from './health-check';

/** Healthy when the container's gRPC health service says SERVING. Plain text, as the kubelet asks without TLS. */
export const grpcProber: Prober = {
  handles: (handler) => handler.grpc !== undefined,
  async probe({ grpc = {} }, { podIp }, timeoutMs): Promise<ProbeAnswer> {
    const { port = 0, service = '' } = grpc;
    try {
      const serving = await checkHealth({ host: podIp, port, service, userAgent: PROBE_USER_AGENT, timeoutMs });
      if (serving === ServingStatus.SERVING) return { result: 'success', output: 'service healthy' };
      return { result: 'failure', output: `service unhealthy (responded with "${serving}")` };
    } catch (error) {
      return { result: 'failure', output: wordsOf(error as Error, `${podIp}:${port}`, timeoutMs) };
    }
  },
};

/** As the kubelet says it: a connection is tried until the time is up. */
function wordsOf(error: Error & { code?: unknown }, address: string, timeoutMs: number): string {
  const within = `${timeoutMs / 1000}s`;
  if (!(error instanceof HealthCheckError)) return `error: failed to connect service at "${address}": ${error.message}`;
  if (error.phase === 'connect')
    return `timeout: failed to connect service "${address}" within ${within}: ${error.message}`;
  if (error.code === GRPC.UNIMPLEMENTED)
    return `error: this server does not implement the grpc health protocol (grpc.health.v1.Health): ${error.message}`;
  if (error.code === GRPC.DEADLINE_EXCEEDED) return `timeout: health rpc did not complete within ${within}`;
  return `error: health rpc probe failed: ${error.message}`;
}
