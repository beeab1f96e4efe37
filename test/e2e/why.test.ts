// What `kubectl why` finds in a cluster where each fault is really made, from the host, a node and a pod.
import { tryCommand } from './cluster/command';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { selectedKubectls, type Kubectl } from './cluster/kubectl';
import { emptyDefaultNamespace, readyPods } from './cluster/workloads';

jest.setTimeout(180_000);

const kubectl = selectedKubectls(6)[0]?.[1] as Kubectl;
/** All load balancer addresses of the tests' cluster, and one Service more. */
const MORE_THAN_THE_POOL = 22;

const pod = (name: string, nodeName: string, container: object) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, labels: { app: name } },
  spec: { nodeName, terminationGracePeriodSeconds: 1, containers: [{ name: 'c', image: 'nginx', ...container }] },
});
const service = (name: string, spec: object) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name, labels: { of: 'why' } },
  spec: { selector: { app: 'web' }, ports: [{ port: 80 }], ...spec },
});
const create = (...items: object[]) =>
  kubectl('create -f -', { input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }) });
const script = (text: string) => ({ command: ['sh', '-c', text] });
const CERTIFICATE = 'openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=x -keyout /tmp/key -out /tmp/cert';
const SERVE = 'openssl s_server -cert /tmp/cert -key /tmp/key';

interface Answer {
  passed: string[];
  finding?: { hop: string; problem: string; object: string; field?: string; fix: string };
}
async function why(asked: string): Promise<Answer> {
  const plugin = `${__dirname}/../../tools/kubectl/kubectl-why`;
  const { code, stdout, stderr } = await tryCommand(plugin, [...asked.split(' '), '-o', 'json'], {
    env: { KUBECONFIG: E2E.kubeconfig },
  });
  if (!stdout) throw new Error(stderr);
  const answer = JSON.parse(stdout) as Answer;
  expect(code).toBe(answer.finding ? 1 : 0);
  return answer;
}

interface Case {
  /** Also its Service's name. */
  name: string;
  spec: object;
  /** Where it is asked from, and at which port; the host, and the first one. */
  asked?: string;
  hop: string;
  /** Kind and name of what is broken; the Service unless given. */
  object?: string;
  field?: string;
  problem?: RegExp;
  fix?: RegExp;
}

const CASES: Case[] = [
  { name: 'label', spec: { selector: { app: 'wed' } }, hop: 'slices', field: 'spec.selector', fix: /app=web.*app=wed/ },
  {
    name: 'no-pod',
    spec: { selector: { app: 'elsewhere' } },
    hop: 'slices',
    field: 'spec.selector',
    problem: /app=elsewhere/,
  },
  { name: 'ended', spec: { selector: { app: 'ended' } }, hop: 'slices', problem: /Job ended is Succeeded/ },
  {
    name: 'named',
    spec: { ports: [{ port: 80, targetPort: 'htpp' }] },
    hop: 'slices',
    field: 'spec.ports.targetPort',
    fix: /http/,
  },
  {
    name: 'crashing',
    spec: { selector: { app: 'crashing' } },
    hop: 'readiness',
    object: 'Pod default/crashing',
    problem: /Error|CrashLoopBackOff/,
  },
  {
    name: 'unready',
    spec: { selector: { app: 'unready' } },
    hop: 'readiness',
    object: 'Pod default/unready',
    problem: /readiness probe of container c fails/,
  },
  {
    name: 'inside',
    spec: { internalTrafficPolicy: 'Local' },
    asked: '--from pod/client',
    hop: 'readiness',
    field: 'spec.internalTrafficPolicy',
    problem: /node-2/,
  },
  {
    name: 'outside',
    spec: { type: 'NodePort', externalTrafficPolicy: 'Local' },
    hop: 'readiness',
    field: 'spec.externalTrafficPolicy',
    problem: /node-2/,
  },
  {
    name: 'headless',
    spec: { clusterIP: 'None', ports: [{ port: 8080, targetPort: 80 }] },
    asked: '--from pod/client',
    hop: 'service',
    field: 'spec.clusterIP',
    fix: /port 80/,
  },
  {
    name: 'class',
    spec: { type: 'LoadBalancer', loadBalancerClass: 'example.com/lb' },
    hop: 'service',
    field: 'spec.loadBalancerClass',
  },
  {
    name: 'no-pool',
    spec: { type: 'LoadBalancer', loadBalancerIP: '192.0.2.1' },
    hop: 'service',
    field: 'status.loadBalancer.ingress',
    problem: /none of the pools/,
    fix: /address of a pool/,
  },
  {
    name: 'ranges',
    spec: { type: 'LoadBalancer', loadBalancerSourceRanges: ['192.0.2.0/24'] },
    hop: 'service',
    field: 'spec.loadBalancerSourceRanges',
    fix: /10\.202\.0\.1\/32/,
  },
  {
    name: 'nobody',
    spec: { ports: [{ port: 80, targetPort: 8080 }] },
    asked: '--from pod/client',
    hop: 'probe',
    field: 'spec.ports.targetPort',
    fix: /targetPort to 80/,
  },
  {
    name: 'loopback',
    spec: { selector: { app: 'loopback' } },
    asked: '--from node/node-2',
    hop: 'probe',
    object: 'Pod default/loopback',
    fix: /0\.0\.0\.0/,
  },
  {
    name: 'tcp',
    spec: { selector: { app: 'tls' }, ports: [{ port: 53, targetPort: 5353 }] },
    asked: '--from pod/client',
    hop: 'probe',
    field: 'spec.ports.protocol',
    fix: /UDP/,
  },
  {
    name: 'udp',
    spec: { ports: [{ port: 80, protocol: 'UDP' }] },
    asked: '--from pod/client',
    hop: 'probe',
    field: 'spec.ports.protocol',
    fix: /TCP/,
  },
  {
    name: 'https',
    spec: { ports: [{ name: 'https', port: 443, targetPort: 80 }] },
    asked: '--from pod/client',
    hop: 'probe',
    problem: /promises HTTPS/,
  },
  {
    name: 'plain',
    spec: { selector: { app: 'tls' }, ports: [{ name: 'http', port: 80, targetPort: 8443 }] },
    asked: '--from pod/client',
    hop: 'probe',
    problem: /speak TLS/,
  },
];

beforeAll(async () => {
  await emptyDefaultNamespace(kubectl);
  await create(
    pod('web', 'node-1', { ports: [{ name: 'http', containerPort: 80 }] }),
    pod('client', 'node-2', script('sleep 100000')),
    pod('nameless', 'node-2', script('sleep 100000')),
    pod(
      'loopback',
      'node-1',
      script("sed -i 's/listen 80/listen 127.0.0.1:80/' /etc/nginx/conf.d/default.conf; exec nginx -g 'daemon off;'"),
    ),
    pod(
      'tls',
      'node-1',
      script(
        `${CERTIFICATE}; (sleep 100000 | ${SERVE} -dtls -accept 5353) & while [ ! -s /tmp/cert ]; do sleep 1; done; exec ${SERVE} -accept 8443 -www`,
      ),
    ),
    pod('unready', 'node-1', { readinessProbe: { tcpSocket: { port: 9 }, periodSeconds: 1 } }),
    pod('crashing', 'node-1', script('exit 1')),
    {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name: 'ended' },
      spec: {
        template: {
          metadata: { labels: { app: 'ended' } },
          spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'nginx', command: ['true'] }] },
        },
      },
    },
    service('web', { type: 'NodePort' }),
    ...CASES.map(({ name, spec }) => service(name, spec)),
  );
  for (const name of ['web', 'client', 'nameless', 'loopback', 'tls']) await readyPods(kubectl, `app=${name}`, 1);
  await kubectl('wait job/ended --for=condition=Complete --timeout=60s');
});
afterAll(async () => {
  await kubectl('delete networkpolicies,jobs --all');
  await emptyDefaultNamespace(kubectl);
});

test.each(CASES)('$name: the $hop', async ({ name, asked = '--from host', hop, object, field, problem, fix }) => {
  await eventually(async () => {
    const { finding } = await why(`${name} ${asked}`);
    expect(finding).toMatchObject({
      hop,
      object: object ?? `Service default/${name}`,
      ...(field && { field }),
      ...(problem && { problem: expect.stringMatching(problem) }),
      ...(fix && { fix: expect.stringMatching(fix) }),
    });
  }, 20_000);
});

test.each(['host', 'node/node-2', 'pod/client'])('nothing is broken from %s', async (from) => {
  await eventually(async () => {
    const { passed, finding } = await why(`web:80 --from ${from}`);
    expect([finding, passed.length]).toEqual([undefined, 8]);
  });
});

test('a name that is in another namespace, and one that is nowhere', async () => {
  expect((await why('web.kube-public')).finding).toMatchObject({
    hop: 'name',
    fix: expect.stringMatching(/web\.default/),
  });
  expect((await why('webb')).finding).toMatchObject({ hop: 'name', fix: expect.stringMatching(/did you mean web\?/) });
});

test('a policy that lets a pod reach the Service and forgets its name', async () => {
  await create({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'web-alone' },
    spec: {
      podSelector: { matchLabels: { app: 'nameless' } },
      policyTypes: ['Egress'],
      egress: [{ ports: [{ port: 80 }] }],
    },
  });
  const { spec } = await kubectl.json('get service web');
  const ask = (host: string) => kubectl.try(`exec nameless -- curl --silent --show-error --max-time 2 http://${host}`);
  await eventually(async () => expect((await ask('web')).stderr).toMatch(/resolv/i));
  await eventually(async () => expect((await ask(spec.clusterIP)).stdout).toContain('Welcome to nginx!'));
  expect((await why('web --from pod/nameless')).finding).toMatchObject({
    hop: 'policies',
    object: 'NetworkPolicy default/web-alone',
    field: 'spec.egress',
    problem: expect.stringMatching(/UDP 53: the cluster's DNS/),
  });
});

test('a pool that is empty', async () => {
  const names = Array.from({ length: MORE_THAN_THE_POOL }, (_, index) => `balanced-${index}`);
  await create(...names.map((name) => service(name, { type: 'LoadBalancer' })));
  const withoutAddress = await eventually(async () => {
    const { items } = await kubectl.json('get services -l of=why');
    const waiting = items.flatMap(({ metadata: { name }, status }: any) =>
      name.startsWith('balanced-') && !status.loadBalancer.ingress ? [name as string] : [],
    );
    // Another Service of this file has an address, too.
    expect(waiting).toHaveLength(2);
    return waiting[0]!;
  }, 60_000);
  await eventually(async () =>
    expect((await why(withoutAddress)).finding).toMatchObject({
      hop: 'service',
      problem: expect.stringMatching(/no address is left in pool/),
      fix: expect.stringMatching(/make the pool larger/),
    }),
  );
});
