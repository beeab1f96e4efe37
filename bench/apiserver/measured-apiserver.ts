import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { residentMiB } from '@kubets/component/testing';
import { createEtcdStore } from '@kubets/store';
import { freePort, startEtcd, type EtcdProcess } from '@kubets/store/testing';
import { SERVICE_ENVIRONMENT } from '../../apps/cli/src/processes/service-environment';
import type { StoredObject } from './stored-services';
import { createCredentials, type Credentials, type Identity } from './credentials';

/** How to reach the server as its administrator. */
export interface Connection {
  url: string;
  grpcAddress: string;
  ca: string;
  cert: string;
  key: string;
}

export interface MeasuredApiserver {
  connection: Connection;
  child: ChildProcess;
  etcdPid: number;
  /** From the start of its process until it was ready. */
  startMs: number;
  /** Resident memory in bytes, as the kernel counts it. */
  residentBytes(): number;
  /** Flags that name the files that it proves itself with. */
  credentialFlags: Record<string, string>;
  /** Writes a kubeconfig with which components ask that server as that user, ours over gRPC and others over REST; its path. */
  kubeconfigOf(user: Identity, over?: 'rest'): Promise<string>;
  stop(): Promise<void>;
}

export interface MeasuredApiserverOptions {
  /** Pods that etcd holds at the start; none unless given. */
  objects?: number;
  /** What it holds besides. */
  stored?: Iterable<StoredObject>;
  /** May load a probe. */
  nodeFlags?: readonly string[];
  /** The etcd in PATH unless given. */
  etcdProgram?: string;
  /** The checkout whose bundle runs; this one unless given. */
  directory?: string;
  /** More of its flags, without the dashes. */
  flags?: Readonly<Record<string, string>>;
  /** Where the process writes a CPU profile of its whole life when it is stopped. */
  profileDirectory?: string;
}

/** The apiserver's bundle in a process of its own, with the environment that services are started in, over an etcd of its own. */
export async function startMeasuredApiserver({
  objects = 0,
  stored = [],
  nodeFlags = [],
  etcdProgram,
  directory,
  profileDirectory,
  flags: more = {},
}: MeasuredApiserverOptions = {}): Promise<MeasuredApiserver> {
  const [etcd, credentials] = await Promise.all([startEtcd(etcdProgram), createCredentials()]);
  await fill(etcd.url, podsOf(objects));
  await fill(etcd.url, stored);
  const [port, grpcPort] = [await freePort(), await freePort()];
  const flags = {
    'etcd-servers': etcd.url,
    'bind-address': '127.0.0.1',
    'secure-port': port,
    'grpc-port': grpcPort,
    'advertise-address': '192.0.2.1',
    ...credentials.flags,
    ...more,
  };
  const args = [
    ...nodeFlags,
    ...(profileDirectory ? ['--cpu-prof', `--cpu-prof-dir=${profileDirectory}`] : []),
    'dist/apps/apiserver/main.js',
    ...Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`),
  ];
  const begun = performance.now();
  const child = spawn(process.execPath, args, {
    cwd: directory,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, ...SERVICE_ENVIRONMENT },
  });
  const connection = {
    url: `https://127.0.0.1:${port}`,
    grpcAddress: `127.0.0.1:${grpcPort}`,
    ...credentials.admin,
  };
  const server = await whenReady({ child, connection, etcd, credentials, begun });
  return profileDirectory ? { ...server, stop: () => endAndStop(server) } : server;
}

/** Lets the process end by itself first, as it has to for its profile. */
async function endAndStop({ child, stop }: MeasuredApiserver): Promise<void> {
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
  await stop();
}

interface StartedApiserver {
  child: ChildProcess;
  connection: Connection;
  etcd: EtcdProcess;
  credentials: Credentials;
  /** When the process was started, by `performance.now()`. */
  begun: number;
}

/** Waits until the server is ready; ends it with its etcd when it does not get so far. */
export async function whenReady(started: StartedApiserver): Promise<MeasuredApiserver> {
  const { child, connection, etcd, credentials, begun } = started;
  const stop = async (): Promise<void> => {
    child.kill('SIGKILL');
    await etcd.stop();
    credentials.remove();
  };
  await isReady(child, connection).catch(async (error: Error) => {
    await stop();
    throw error;
  });
  const startMs = performance.now() - begun;
  return {
    connection,
    child,
    etcdPid: etcd.pid(),
    startMs,
    residentBytes: () => residentMiB(child.pid!) * 2 ** 20,
    credentialFlags: credentials.flags,
    kubeconfigOf: (user, over) =>
      credentials.kubeconfigOf(user, (!over && connection.grpcAddress) || new URL(connection.url).host),
    stop,
  };
}

/** Resolves when the server says that it is; rejects when its process has ended, or a minute has passed. */
async function isReady(child: ChildProcess, { url, ca, cert, key }: Connection): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error('the apiserver did not start');
    const code = await new Promise((resolve) => {
      const outgoing = request(`${url}/readyz`, { ca, cert, key, agent: false }, (response) =>
        resolve(response.resume().statusCode),
      );
      outgoing.once('error', () => resolve(0)).end();
    });
    if (code === 200) return;
    await sleep(100);
  }
  throw new Error('the apiserver did not become ready');
}

/** In one transaction of etcd. */
const BATCH = 50;

async function fill(url: string, objects: Iterable<StoredObject>): Promise<void> {
  const store = createEtcdStore({ servers: [url] });
  let puts: StoredObject[] = [];
  const commit = async () => {
    if (puts.length > 0) await store.commit({ expect: [], puts, deletes: [] });
    puts = [];
  };
  for (const object of objects) if (puts.push(object) === BATCH) await commit();
  await commit();
  store.close();
}

function* podsOf(count: number): Generator<StoredObject> {
  for (let index = 0; index < count; index++) yield podOf(index);
}

/** A pod of about 2 KB, as a Deployment's are that run. */
function podOf(index: number): StoredObject {
  const name = `web-${String(index).padStart(6, '0')}`;
  const namespace = 'crowd';
  const environment = Array.from({ length: 8 }, (_, number) => ({
    name: `VARIABLE_${number}`,
    value: `value-${number}-of-${name}`,
  }));
  const time = '2026-01-01T00:00:00Z';
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace,
      uid: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      creationTimestamp: time,
      labels: { app: 'web', shard: String(index % 10) },
      annotations: { note: 'n'.repeat(200) },
    },
    spec: {
      containers: [
        {
          name: 'web',
          image: 'registry.example/web:1.2.3',
          env: environment,
          ports: [{ containerPort: 80, protocol: 'TCP' }],
          resources: { requests: { cpu: '10m', memory: '16Mi' } },
          terminationMessagePath: '/dev/termination-log',
          terminationMessagePolicy: 'File',
          imagePullPolicy: 'IfNotPresent',
        },
      ],
      nodeName: `node-${index % 100}`,
      restartPolicy: 'Always',
      terminationGracePeriodSeconds: 30,
      dnsPolicy: 'ClusterFirst',
      serviceAccountName: 'default',
      schedulerName: 'default-scheduler',
    },
    status: {
      phase: 'Running',
      podIP: '10.244.1.7',
      hostIP: '10.201.0.11',
      startTime: time,
      qosClass: 'Burstable',
      conditions: ['Initialized', 'Ready', 'ContainersReady', 'PodScheduled'].map((type) => ({
        type,
        status: 'True',
        lastTransitionTime: time,
      })),
      containerStatuses: [
        {
          name: 'web',
          ready: true,
          started: true,
          restartCount: 0,
          image: 'registry.example/web:1.2.3',
          imageID: `sha256:${'0'.repeat(64)}`,
          state: { running: { startedAt: time } },
        },
      ],
    },
  };
  return { key: `/registry/core/pods/${namespace}/${name}`, value: Buffer.from(JSON.stringify(pod)) };
}
