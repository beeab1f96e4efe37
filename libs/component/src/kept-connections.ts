/**
 * Options of an agent of `node:http` or `node:https` whose connections stay open for the next request: at most so many of a server, and for so many
 * milliseconds, as in Kubernetes' clients. Node.js' own would keep 256 of each server, for good: some 100 KB of memory outside of the heap each.
 */
export const KEPT_CONNECTIONS = { keepAlive: true, maxFreeSockets: 25, timeout: 90_000 };
