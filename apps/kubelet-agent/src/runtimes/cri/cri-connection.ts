import { performance } from 'node:perf_hooks';
import { createGrpcConnection, GRPC, GrpcError, type RpcMethod } from '@kubets/rpc';
import type { OperationObserver } from '../../metrics/operation-metrics';
import { rpcErrorText, SOCKET_KEEPALIVE_MS, SOCKET_URL } from '../../system/socket-client';
import { RuntimeError } from '../runtime';

export interface CallOptions {
  timeoutMs?: number;
  /** Of containerd, for its own services. */
  namespace?: string;
  signal?: AbortSignal;
}

export interface StreamOptions {
  signal: AbortSignal;
  /** Told when the runtime is there and has been asked. */
  onSent?(): void;
}

/** One HTTP/2 connection to the runtime's socket; it comes back by itself when the runtime does. Rejects with RuntimeErrors. */
export interface CriConnection {
  call<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o?: CallOptions): Promise<Res>;
  stream<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o: StreamOptions): AsyncIterable<Res>;
  close(): void;
}

/** The runtime's words with gRPC's code, as users know them from kubectl describe. */
function runtimeError(error: unknown): unknown {
  if (!(error instanceof GrpcError)) return error;
  const { code, details } = error;
  return new RuntimeError(rpcErrorText(code, details), code === GRPC.NOT_FOUND, code);
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 120_000;

/** endpoint is `unix:///path` or a bare path. onCall hears of every finished call. */
export function connectCri(endpoint: string, onCall: OperationObserver): CriConnection {
  const connection = createGrpcConnection({
    url: SOCKET_URL,
    socketPath: endpoint.replace(/^unix:\/\//, ''),
    keepaliveMs: SOCKET_KEEPALIVE_MS,
    maxAnswerBytes: MAX_MESSAGE_BYTES,
  });
  return {
    async call(method, request, { timeoutMs = DEFAULT_TIMEOUT_MS, namespace, signal } = {}) {
      if (signal?.aborted) throw runtimeError(new GrpcError(GRPC.CANCELLED, 'context canceled'));
      const startedMs = performance.now();
      let isAnswered = false;
      try {
        const answer = await connection.call(method.path, method.requestSerialize(request), {
          ...(timeoutMs > 0 ? { timeoutMs } : {}),
          ...(signal ? { signal } : {}),
          ...(namespace === undefined ? {} : { headers: { 'containerd-namespace': namespace } }),
        });
        isAnswered = true;
        return method.responseDeserialize(answer);
      } catch (error) {
        throw runtimeError(error);
      } finally {
        onCall(operationOf(method.path), (performance.now() - startedMs) / 1000, isAnswered);
      }
    },
    async *stream(method, request, o) {
      try {
        for await (const message of connection.stream(method.path, method.requestSerialize(request), o))
          yield method.responseDeserialize(message);
      } catch (error) {
        throw runtimeError(error);
      }
    },
    close: () => connection.close(),
  };
}

/** run_pod_sandbox for RunPodSandbox: metrics have words in lower case. */
function operationOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase();
}
