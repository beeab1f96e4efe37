import { performance } from 'node:perf_hooks';
import {
  Client,
  credentials,
  Metadata,
  status,
  type ClientReadableStream,
  type MethodDefinition,
  type ServiceError,
} from '@grpc/grpc-js';
import type { OperationObserver } from '../../metrics/operation-metrics';
import { rpcErrorText } from '../../system/socket-client';
import { RuntimeError } from '../runtime';

export interface CallOptions {
  timeoutMs?: number;
  /** Of containerd, for its own services. */
  namespace?: string;
  signal?: AbortSignal;
}

/** One HTTP/2 connection to the runtime's socket; it comes back by itself when the runtime does. */
export interface CriConnection {
  /** Rejects with RuntimeError. */
  call<Req, Res>(method: MethodDefinition<Req, Res>, request: Req, o?: CallOptions): Promise<Res>;
  stream<Req, Res>(method: MethodDefinition<Req, Res>, request: Req): ClientReadableStream<Res>;
  /** Resolves when the runtime answers. */
  ready(): Promise<void>;
  close(): void;
}

/** The runtime's words with gRPC's code, as users know them from kubectl describe. */
function runtimeError(code: number, details: string): RuntimeError {
  return new RuntimeError(rpcErrorText(code, details), code === status.NOT_FOUND, code);
}

const MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
const DEFAULT_TIMEOUT_MS = 120_000;

/** endpoint is `unix:///path` or a bare path. onCall hears of every finished call. */
export function connectCri(endpoint: string, onCall: OperationObserver): CriConnection {
  const address = endpoint.startsWith('/') ? `unix://${endpoint}` : endpoint;
  const client = new Client(address, credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.max_send_message_length': MAX_MESSAGE_BYTES,
    // The socket is on this machine: a runtime that was restarted should be noticed at once.
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    // containerd compares the authority with nothing, but grpc-js would send the encoded socket path.
    'grpc.default_authority': 'localhost',
  });
  return {
    call: (method, request, { timeoutMs = DEFAULT_TIMEOUT_MS, namespace, signal } = {}) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(runtimeError(status.CANCELLED, 'context canceled'));
        const startedMs = performance.now();
        const call = client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          metadataOf(namespace),
          timeoutMs > 0 ? { deadline: Date.now() + timeoutMs } : {},
          (error: ServiceError | null, response?) => {
            signal?.removeEventListener('abort', cancel);
            onCall(operationOf(method.path), (performance.now() - startedMs) / 1000, error === null);
            if (error) reject(runtimeError(error.code, error.details));
            else resolve(response!);
          },
        );
        const cancel = () => call.cancel();
        signal?.addEventListener('abort', cancel, { once: true });
      }),
    stream: (method, request) =>
      client.makeServerStreamRequest(method.path, method.requestSerialize, method.responseDeserialize, request),
    ready: () =>
      new Promise((resolve, reject) => client.waitForReady(Infinity, (error) => (error ? reject(error) : resolve()))),
    close: () => client.close(),
  };
}

function metadataOf(namespace: string | undefined): Metadata {
  const metadata = new Metadata();
  if (namespace !== undefined) metadata.set('containerd-namespace', namespace);
  return metadata;
}

/** run_pod_sandbox for RunPodSandbox: metrics have words in lower case. */
function operationOf(path: string): string {
  return path
    .slice(path.lastIndexOf('/') + 1)
    .replace(/(?<=[a-z])(?=[A-Z])/g, '_')
    .toLowerCase();
}
