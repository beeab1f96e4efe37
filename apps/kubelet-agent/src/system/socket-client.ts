import { createGrpcConnection, GRPC, GrpcError, type RpcMethod } from '@kubets/rpc';

// gRPC's names as Go prints them, for that is how they stand in events and statuses.
const CODE_NAMES: Record<number, string> = {
  [GRPC.CANCELLED]: 'Canceled',
  [GRPC.UNKNOWN]: 'Unknown',
  [GRPC.INVALID_ARGUMENT]: 'InvalidArgument',
  [GRPC.DEADLINE_EXCEEDED]: 'DeadlineExceeded',
  [GRPC.NOT_FOUND]: 'NotFound',
  [GRPC.ALREADY_EXISTS]: 'AlreadyExists',
  [GRPC.PERMISSION_DENIED]: 'PermissionDenied',
  [GRPC.RESOURCE_EXHAUSTED]: 'ResourceExhausted',
  [GRPC.FAILED_PRECONDITION]: 'FailedPrecondition',
  [GRPC.ABORTED]: 'Aborted',
  [GRPC.OUT_OF_RANGE]: 'OutOfRange',
  [GRPC.UNIMPLEMENTED]: 'Unimplemented',
  [GRPC.INTERNAL]: 'Internal',
  [GRPC.UNAVAILABLE]: 'Unavailable',
  [GRPC.DATA_LOSS]: 'DataLoss',
  [GRPC.UNAUTHENTICATED]: 'Unauthenticated',
};

/** `rpc error: code = NotFound desc = …`, as users know it from kubectl describe. */
export const rpcErrorText = (code: number, details: string): string =>
  `rpc error: code = ${CODE_NAMES[code] ?? 'Unknown'} desc = ${details}`;

/** Calls to whoever serves on a socket of this machine. */
export interface SocketClient {
  /** Rejects with an Error in gRPC's words; its `code` is gRPC's. */
  call<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o?: { timeoutMs?: number }): Promise<Res>;
  /** Answers as they come; ends with such an Error, too. */
  stream<Req, Res>(method: RpcMethod<Req, Res>, request: Req, o: { signal: AbortSignal }): AsyncIterable<Res>;
  close(): void;
}

const TIMEOUT_MS = 120_000;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
/** What is on this machine is there, or its socket is closed: only one that hangs is found out by that. */
export const SOCKET_KEEPALIVE_MS = 60_000;
/** The path of a socket is no authority that Go's servers take. */
export const SOCKET_URL = 'http://localhost';

const inWords = (error: unknown): unknown =>
  error instanceof GrpcError
    ? Object.assign(new Error(rpcErrorText(error.code, error.details)), { code: error.code })
    : error;

export function connectSocket(path: string): SocketClient {
  const connection = createGrpcConnection({
    url: SOCKET_URL,
    socketPath: path,
    keepaliveMs: SOCKET_KEEPALIVE_MS,
    maxAnswerBytes: MAX_MESSAGE_BYTES,
  });
  return {
    async call(method, request, { timeoutMs = TIMEOUT_MS } = {}) {
      try {
        const answer = await connection.call(method.path, method.requestSerialize(request), { timeoutMs });
        return method.responseDeserialize(answer);
      } catch (error) {
        throw inWords(error);
      }
    },
    async *stream(method, request, o) {
      try {
        for await (const message of connection.stream(method.path, method.requestSerialize(request), o))
          yield method.responseDeserialize(message);
      } catch (error) {
        throw inWords(error);
      }
    },
    close: () => connection.close(),
  };
}
