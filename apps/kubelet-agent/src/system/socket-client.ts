import { Client, credentials, status, type MethodDefinition, type ServiceError } from '@grpc/grpc-js';

// gRPC's names as Go prints them, for that is how they stand in events and statuses.
const CODE_NAMES: Record<number, string> = {
  [status.CANCELLED]: 'Canceled',
  [status.UNKNOWN]: 'Unknown',
  [status.INVALID_ARGUMENT]: 'InvalidArgument',
  [status.DEADLINE_EXCEEDED]: 'DeadlineExceeded',
  [status.NOT_FOUND]: 'NotFound',
  [status.ALREADY_EXISTS]: 'AlreadyExists',
  [status.PERMISSION_DENIED]: 'PermissionDenied',
  [status.RESOURCE_EXHAUSTED]: 'ResourceExhausted',
  [status.FAILED_PRECONDITION]: 'FailedPrecondition',
  [status.ABORTED]: 'Aborted',
  [status.OUT_OF_RANGE]: 'OutOfRange',
  [status.UNIMPLEMENTED]: 'Unimplemented',
  [status.INTERNAL]: 'Internal',
  [status.UNAVAILABLE]: 'Unavailable',
  [status.DATA_LOSS]: 'DataLoss',
  [status.UNAUTHENTICATED]: 'Unauthenticated',
};

/** `rpc error: code = NotFound desc = …`, as users know it from kubectl describe. */
export const rpcErrorText = (code: number, details: string): string =>
  `rpc error: code = ${CODE_NAMES[code] ?? 'Unknown'} desc = ${details}`;

/** Calls to whoever serves on a socket of this machine. */
export interface SocketClient {
  /** Rejects with an Error in gRPC's words; its `code` is gRPC's. */
  call<Req, Res>(method: MethodDefinition<Req, Res>, request: Req, o?: { timeoutMs?: number }): Promise<Res>;
  close(): void;
}

const TIMEOUT_MS = 120_000;
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;

export function connectSocket(path: string): SocketClient {
  const client = new Client(`unix://${path}`, credentials.createInsecure(), {
    'grpc.max_receive_message_length': MAX_MESSAGE_BYTES,
    'grpc.initial_reconnect_backoff_ms': 100,
    'grpc.max_reconnect_backoff_ms': 1000,
    // The encoded path of the socket is no authority that Go's servers take.
    'grpc.default_authority': 'localhost',
  });
  return {
    call: (method, request, { timeoutMs = TIMEOUT_MS } = {}) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          method.requestSerialize,
          method.responseDeserialize,
          request,
          { deadline: Date.now() + timeoutMs },
          (error: ServiceError | null, response) => {
            if (!error) return resolve(response!);
            reject(Object.assign(new Error(rpcErrorText(error.code, error.details)), { code: error.code }));
          },
        );
      }),
    close: () => client.close(),
  };
}
