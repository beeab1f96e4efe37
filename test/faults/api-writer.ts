import { readFileSync } from 'node:fs';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { E2E } from '../e2e/cluster/e2e-cluster';

export interface ApiWriter {
  /** Names of the objects whose creation the API server has acknowledged. */
  acknowledged: string[];
  stop(): Promise<void>;
}

/** Creates ConfigMaps one after the other, through every outage, and remembers which were acknowledged. */
export function startWriting(prefix: string): ApiWriter {
  const kubeconfig = parse(readFileSync(E2E.kubeconfig, 'utf8'));
  const decode = (text: string) => Buffer.from(text, 'base64');
  const tls = {
    ca: decode(kubeconfig.clusters[0].cluster['certificate-authority-data']),
    cert: decode(kubeconfig.users[0].user['client-certificate-data']),
    key: decode(kubeconfig.users[0].user['client-key-data']),
  };
  const acknowledged: string[] = [];
  let stopping = false;
  const running = (async () => {
    for (let i = 0; !stopping; i++) {
      const name = `${prefix}-${i}`;
      if (await create(name, tls)) acknowledged.push(name);
      await sleep(20);
    }
  })();
  return {
    acknowledged,
    stop: async () => {
      stopping = true;
      await running;
    },
  };
}

const create = (name: string, tls: object) =>
  new Promise<boolean>((resolve) => {
    const body = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const options = { ...tls, host: '127.0.0.1', port: E2E.securePort, path: '/api/v1/namespaces/faults/configmaps', method: 'POST', timeout: 2000 };
    const outgoing = request({ ...options, headers: { 'content-type': 'application/json', 'content-length': body.length } }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode === 201));
      response.on('error', () => resolve(false));
    });
    outgoing.on('timeout', () => outgoing.destroy());
    outgoing.on('error', () => resolve(false));
    outgoing.end(body);
  });
