import { readFileSync } from 'node:fs';
import { Agent } from 'node:https';
import { createSecureContext } from 'node:tls';
import { followFiles, KEPT_CONNECTIONS, type Clock, type Logger } from '@kubets/component';

export interface KubeletTls {
  certFile?: string;
  keyFile?: string;
  /** Without it kubelets' certificates are not verified, as in Kubernetes. */
  caFile?: string;
}

/** Connects to kubelets as the files say, as they are when a connection is opened, until the signal aborts. @throws Error for a file that cannot be read. */
export function createKubeletAgent(
  tls: KubeletTls,
  { logger, clock, signal }: { logger: Logger; clock?: Clock | undefined; signal: AbortSignal },
): Agent {
  const agent = new Agent({ ...KEPT_CONNECTIONS, ...readTls(tls) });
  const files = [tls.certFile, tls.keyFile, tls.caFile].filter((file) => file !== undefined);
  // A connection that is kept is one of its certificates: others are opened for others.
  const take = () => void Object.assign(agent.options, readTls(tls));
  if (files.length > 0) followFiles(files, take, { what: "Kubelets' client certificate", signal, logger, clock });
  return agent;
}

function readTls({ certFile, keyFile, caFile }: KubeletTls) {
  const tls = {
    ...(certFile && keyFile ? { cert: readFileSync(certFile), key: readFileSync(keyFile) } : {}),
    ...(caFile ? { ca: readFileSync(caFile) } : { rejectUnauthorized: false }),
  };
  createSecureContext(tls); // what is half written is not taken
  return tls;
}
