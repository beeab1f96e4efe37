import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';

const ADMITTED_GROUP = 'system:masters';
const ADMITTED_USER = 'kube-apiserver-kubelet-client';

export interface Denial {
  code: 401 | 403;
  message: string;
}

/** Who may use the node's API: the apiserver and administrators, by client certificates of the cluster's CA. */
export function authorize(request: IncomingMessage): Denial | undefined {
  const socket = request.socket as TLSSocket;
  if (!socket.authorized) return { code: 401, message: 'Unauthorized' };
  const { CN, O } = (socket.getPeerCertificate().subject ?? {}) as { CN?: string; O?: string | string[] };
  const groups = Array.isArray(O) ? O : [O];
  if (groups.includes(ADMITTED_GROUP) || CN === ADMITTED_USER) return undefined;
  return {
    code: 403,
    message: `Forbidden (user=${CN ?? ''}, verb=${request.method?.toLowerCase() ?? ''}, resource=nodes, subresource=proxy)`,
  };
}
