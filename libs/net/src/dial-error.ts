/** Go's words for the usual errors of a TCP connection, as they stand in everybody's runbooks. `address` is host and port. */
export function dialError(address: string, error: Error & { code?: string }): string {
  const reasons: Record<string, string> = {
    ECONNREFUSED: 'connect: connection refused',
    EHOSTUNREACH: 'connect: no route to host',
    ENETUNREACH: 'connect: network is unreachable',
    ETIMEDOUT: 'i/o timeout',
  };
  if (error.code === 'ECONNRESET') return `read tcp ${address}: read: connection reset by peer`;
  return `dial tcp ${address}: ${reasons[error.code ?? ''] ?? error.message}`;
}
