import { readFileSync } from 'node:fs';
import { get as httpGet } from 'node:http';
import { get as httpsGet, type RequestOptions } from 'node:https';
import { connect } from 'node:net';
import type { ClusterPki } from '../pki/cluster-pki';
import type { HealthProbe } from '../processes/process-spec';

export interface Probe {
  healthy: boolean;
  detail?: string;
  version?: string;
}

const TIMEOUT_MS = 2000;

/** Asks services for their health the way each offers it. */
export function createProber(pki: ClusterPki): (health: HealthProbe) => Promise<Probe> {
  const tls = (ca: string, certificateFile: string, keyFile: string) => ({ ca: readFileSync(ca), cert: readFileSync(certificateFile), key: readFileSync(keyFile) });
  const cluster = tls(pki.caFile, pki.admin.certificateFile, pki.admin.keyFile);
  const etcd = tls(pki.etcdCaFile, pki.apiserverEtcdClient.certificateFile, pki.apiserverEtcdClient.keyFile);
  return async (health) => {
    try {
      if (health.kind === 'unix') return await unixProbe(health.path);
      if (health.kind === 'etcd') return healthOf(await fetchText(health.url, etcd));
      const [answer, version] = await Promise.all([fetchText(health.url, health.kind === 'https' ? cluster : {}), health.versionUrl ? versionOf(health.versionUrl, cluster) : undefined]);
      return { ...healthOf(answer), version };
    } catch (error) {
      return { healthy: false, detail: (error as Error).message };
    }
  };
}

const healthOf = (answer: Answer): Probe => (answer.status === 200 ? { healthy: true } : { healthy: false, detail: `HTTP ${answer.status}` });

async function versionOf(url: string, tls: RequestOptions): Promise<string | undefined> {
  const answer = await fetchText(url, tls);
  return answer.status === 200 ? (JSON.parse(answer.body) as { gitVersion?: string }).gitVersion : undefined;
}

interface Answer {
  status: number;
  body: string;
}

function fetchText(url: string, options: RequestOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const get = url.startsWith('https:') ? httpsGet : httpGet;
    const outgoing = get(url, { ...options, timeout: TIMEOUT_MS, agent: false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error('no answer')));
    outgoing.on('error', reject);
  });
}

const unixProbe = (path: string) =>
  new Promise<Probe>((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve({ healthy: true });
    });
    socket.once('error', (error) => resolve({ healthy: false, detail: error.message }));
  });
