import { WebSocket } from 'ws';
import { eventually } from '@kubets/component/testing';
import type { Message } from '../../apps/dashboard/src/protocol/answers';
import type { RunningApiserver } from './apiserver-harness';

/** A page that is open: what it asks, and what it is told. */
export function openPage(port: number, headers: Record<string, string> = { origin: `https://127.0.0.1:${port}` }) {
  const socket = new WebSocket(`wss://127.0.0.1:${port}/stream`, { rejectUnauthorized: false, headers });
  const told: Message[] = [];
  socket.on('message', (data) => told.push(JSON.parse(String(data)) as Message));
  const opened = new Promise<void>((resolve, reject) => socket.once('open', resolve).once('error', reject));
  let last = 0;
  const ask = async (op: string, asked: object = {}) => {
    await opened;
    const id = ++last;
    socket.send(JSON.stringify({ id, op, ...asked }));
    return id;
  };
  const of = (id: number) => told.filter((one) => one.id === id) as any[];
  const until = async (id: number, found: (answers: any[]) => unknown) => {
    await eventually(() => found(of(id)));
    return of(id);
  };
  return {
    socket,
    opened,
    ask,
    until,
    /** The first answer. */
    async once(op: string, asked?: object) {
      const [answer] = await until(await ask(op, asked), (answers) => answers.length > 0);
      return answer;
    },
    closed: new Promise<number>((resolve) => socket.once('close', resolve)),
  };
}

/** A ServiceAccount that may look at namespace shop, and its token. */
export async function viewerToken(apiserver: RunningApiserver): Promise<string> {
  await apiserver.call('/api/v1/namespaces/shop/serviceaccounts', {
    method: 'POST',
    body: { metadata: { name: 'viewer' } },
  });
  const looking = (apiGroup: string, ...resources: string[]) => ({
    apiGroups: [apiGroup],
    resources,
    verbs: ['list', 'watch'],
  });
  await apiserver.call('/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles', {
    method: 'POST',
    body: {
      metadata: { name: 'viewer' },
      rules: [
        looking('', 'pods', 'services'),
        looking('apps', 'deployments', 'replicasets', 'statefulsets', 'daemonsets'),
        looking('batch', 'jobs', 'cronjobs'),
        looking('discovery.k8s.io', 'endpointslices'),
        looking('networking.k8s.io', 'ingresses'),
      ],
    },
  });
  await apiserver.call('/apis/rbac.authorization.k8s.io/v1/namespaces/shop/rolebindings', {
    method: 'POST',
    body: {
      metadata: { name: 'viewer' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'viewer' },
      subjects: [{ kind: 'ServiceAccount', name: 'viewer', namespace: 'shop' }],
    },
  });
  const { body } = await apiserver.call('/api/v1/namespaces/shop/serviceaccounts/viewer/token', {
    method: 'POST',
    body: { spec: {} },
  });
  return body.status.token as string;
}
