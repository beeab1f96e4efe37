import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { parse } from 'yaml';
import { E2E } from '../e2e/cluster/e2e-cluster';

export interface ApiAnswer {
  status?: number;
  error?: string;
}

/** Sends single requests to the cluster's API server as its administrator, each on a connection of its own; never rejects. */
export function createApiClient(): (method: string, path: string, body?: object) => Promise<ApiAnswer> {
  const kubeconfig = parse(readFileSync(E2E.kubeconfig, 'utf8'));
  const decode = (text: string) => Buffer.from(text, 'base64');
  const tls = {
    ca: decode(kubeconfig.clusters[0].cluster['certificate-authority-data']),
    cert: decode(kubeconfig.users[0].user['client-certificate-data']),
    key: decode(kubeconfig.users[0].user['client-key-data']),
  };
  return (method, path, body) =>
    new Promise((resolve) => {
      const text = body ? JSON.stringify(body) : '';
      const headers = { 'content-type': 'application/json', 'content-length': text.length };
      const outgoing = request(
        { ...tls, host: '127.0.0.1', port: E2E.securePort, path, method, timeout: 2000, agent: false, headers },
        (response) => {
          response.resume();
          response.on('end', () => resolve({ status: response.statusCode }));
          response.on('error', (error) => resolve({ error: error.message }));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy(new Error('no answer within 2 s')));
      outgoing.on('error', (error) => resolve({ error: error.message }));
      outgoing.end(text);
    });
}
