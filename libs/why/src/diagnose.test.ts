import { diagnose } from './diagnose';
import type { Facts } from './facts';
import type { Finding, Hop } from './finding';
import {
  fromClient,
  noSlices,
  ADDRESS,
  balanced,
  container,
  pod,
  policy,
  probed,
  refused,
  service,
  slice,
  warning,
  well,
  without,
} from './testing/shop';

type Case = [
  what: string,
  changed: Partial<Facts>,
  hop: Hop,
  expected: { [Field in keyof Finding]?: string | RegExp },
  clientAddress?: string,
];
const headlessWithout: Partial<Facts> = {
  service: service({ clusterIP: 'None', clusterIPs: ['None'], ports: [] }),
  slices: [slice(true, { ports: [] })],
};

test.each<Case>([
  [
    'another namespace',
    { ...without, elsewhere: ['other'] },
    'name',
    { problem: /other/, field: 'metadata.namespace', fix: /web\.other/ },
  ],
  [
    'a namespace that is none',
    { ...without, question: { ...well.question, namespace: 'shup' } },
    'name',
    { object: 'Namespace shup' },
  ],
  ['a name one edit away', { ...without, names: ['webb', 'api'] }, 'name', { fix: 'did you mean webb?' }],
  ['no such Service', { ...without, names: ['api'] }, 'name', { fix: 'create the Service' }],
  ['a port that it lacks', { question: { ...well.question, port: '81' } }, 'name', { field: 'spec.ports', fix: /80/ }],
  ['DNS down', { dns: 'no answer' }, 'answer', { object: 'Service kube-system/kube-dns' }],
  ['a name that is unknown to DNS', { dns: [] }, 'answer', { object: 'Service shop/web', field: 'spec.clusterIP' }],
  [
    'one DNS server of two that is down',
    {
      dnsServers: [
        { address: '10.201.0.1', answers: true },
        { address: '10.201.0.2', answers: false },
      ],
    },
    'answer',
    { object: 'Service kube-system/kube-dns', problem: /one of the 2 servers .* 10\.201\.0\.2/ },
  ],
  [
    'a pod that asks its node’s resolvers',
    { ...fromClient, fromPod: { ...fromClient.fromPod, spec: { dnsPolicy: 'Default' } } },
    'answer',
    { object: 'Pod other/client', field: 'spec.dnsPolicy', fix: /set it to ClusterFirst,/ },
  ],
  [
    'a pod of its node’s network that asks its node’s resolvers',
    { ...fromClient, fromPod: { ...fromClient.fromPod, spec: { hostNetwork: true } } },
    'answer',
    { field: 'spec.dnsPolicy', fix: /ClusterFirstWithHostNet/ },
  ],
  [
    'headless, asked at the Service’s port',
    { service: service({ clusterIP: 'None', clusterIPs: ['None'] }), dns: [ADDRESS] },
    'service',
    { field: 'spec.clusterIP', fix: /8080/ },
  ],
  [
    'no address of the load balancer yet',
    { service: balanced() },
    'service',
    { field: 'status.loadBalancer.ingress', fix: /cloud-lb/ },
  ],
  [
    'a class of another provider',
    { service: balanced({ loadBalancerClass: 'a.b/c' }) },
    'service',
    { field: 'spec.loadBalancerClass', problem: /a\.b\/c/ },
  ],
  [
    'an empty pool',
    { service: balanced(), events: [warning('no address is left in pool default (10.201.0.200-10.201.0.250)')] },
    'service',
    { problem: /no address is left/, fix: /make the pool larger/ },
  ],
  ...(
    [
      ['no address is left in pools a (10.0.0.1-10.0.0.2), b (10.0.1.0/31)', /make the pool larger/],
      ['address 10.0.0.1 is taken by Service shop/other', /sharing key/],
      ['address 10.9.9.9 is in none of the pools: a (10.0.0.1-10.0.0.2)', /ask for an address of a pool/],
      ['address 10.0.0.1 is of pool a (10.0.0.1), which is not for Service shop/web', /another pool/],
      ['no pool gives IPv6 addresses to Service shop/web; there are: a (10.0.0.1)', /add a pool/],
      ['metadata.annotations asks for "x", which is no IP address', /ask for an address of a pool/],
    ] as const
  ).map(([message, fix]): Case => [
    `what a load balancer says: ${message}`,
    { service: balanced(), events: [warning(message)] },
    'service',
    { problem: `the Service has no address outside: ${message}`, fix },
  ]),
  [
    'source ranges',
    { service: balanced({ loadBalancerSourceRanges: ['192.0.2.0/24'] }, '10.201.0.200') },
    'service',
    { field: 'spec.loadBalancerSourceRanges', fix: /10\.201\.0\.1\/32/ },
    '10.201.0.1',
  ],
  [
    'a selector that matches nothing',
    { ...noSlices, pods: [] },
    'slices',
    { field: 'spec.selector', problem: /app=web/ },
  ],
  [
    'a label’s value one edit away',
    { ...noSlices, pods: [pod({ labels: { app: 'wed' } })] },
    'slices',
    { fix: /Pod shop\/web-1 .*app=wed.*app=web/ },
  ],
  [
    'a label’s key one edit away',
    { ...noSlices, pods: [pod({ labels: { App: 'web' } })] },
    'slices',
    { fix: /App=web.*app=web/ },
  ],
  ['no selector and no slice', { ...noSlices, service: service({ selector: {} }) }, 'slices', { fix: /EndpointSlice/ }],
  [
    'a Job that has ended',
    { ...noSlices, pods: [pod({ owner: 'Job', status: { phase: 'Succeeded' } })] },
    'slices',
    { problem: /Job web is Succeeded/ },
  ],
  [
    'a wrong named port',
    {
      slices: [slice(true, { ports: [] })],
      service: service({ ports: [{ port: 80, targetPort: 'htpp', protocol: 'TCP' }] }),
    },
    'slices',
    { field: 'spec.ports.targetPort', fix: /http/ },
  ],
  [
    'a named port of another protocol',
    { ...noSlices, service: service({ ports: [{ port: 80, targetPort: 'http', protocol: 'UDP' }] }) },
    'slices',
    { field: 'spec.ports.protocol', fix: /TCP/ },
  ],
  [
    'a readiness probe that fails',
    {
      slices: [slice(false)],
      pods: [
        pod({
          ...container({ running: {} }),
          spec: { nodeName: 'node-1', containers: [{ name: 'c', readinessProbe: {} }] },
        }),
      ],
    },
    'readiness',
    { object: 'Pod shop/web-1', problem: /readiness probe of container c fails/ },
  ],
  [
    'pods that have no address yet',
    {
      slices: [slice(true, { endpoints: [], ports: [] })],
      pods: [
        pod({
          status: {
            phase: 'Pending',
            podIPs: [],
            containerStatuses: [{ name: 'c', ready: false, state: { waiting: { reason: 'ContainerCreating' } } }],
          },
        }),
      ],
    },
    'readiness',
    { object: 'Pod shop/web-1', problem: /container c is ContainerCreating/ },
  ],
  [
    'a container that crashes',
    { slices: [slice(false)], pods: [pod(container({ waiting: { reason: 'CrashLoopBackOff' } }))] },
    'readiness',
    { problem: /container c is CrashLoopBackOff/ },
  ],
  [
    'an image that is not there',
    {
      slices: [slice(false)],
      pods: [pod(container({ waiting: { reason: 'ImagePullBackOff', message: 'no such image' } }))],
    },
    'readiness',
    { problem: /ImagePullBackOff: no such image/ },
  ],
  [
    'internal Local without an endpoint there',
    { ...fromClient, service: service({ internalTrafficPolicy: 'Local' }) },
    'readiness',
    { field: 'spec.internalTrafficPolicy', problem: /node-2/ },
  ],
  [
    'external Local without an endpoint there',
    { service: service({ type: 'NodePort', externalTrafficPolicy: 'Local' }) },
    'readiness',
    { field: 'spec.externalTrafficPolicy', problem: /node-2/ },
  ],
  [
    'a policy of the pods',
    { ...fromClient, policies: [policy({})] },
    'policies',
    { object: 'NetworkPolicy shop/p', field: 'spec.ingress', problem: /Pod other\/client at TCP 8080/ },
  ],
  [
    'a policy that forgets DNS',
    { ...fromClient, policies: [policy({ policyTypes: ['Egress'], egress: [{ ports: [{ port: 8080 }] }] }, 'other')] },
    'policies',
    { object: 'NetworkPolicy other/p', field: 'spec.egress', problem: /UDP 53: the cluster's DNS/ },
  ],
  [
    'a policy of the client',
    { ...fromClient, policies: [policy({ policyTypes: ['Egress'] }, 'other')] },
    'policies',
    { object: 'NetworkPolicy other/p', field: 'spec.egress' },
  ],
  [
    'a policy for another port',
    { ...fromClient, policies: [policy({ ingress: [{ ports: [{ port: 80 }] }] })] },
    'policies',
    { fix: /8080/ },
  ],
  [
    'a policy for addresses',
    { policies: [policy({ ingress: [{ from: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.201.0.0/16'] } }] }] })] },
    'policies',
    { problem: /10\.201\.0\.1/ },
    '10.201.0.1',
  ],
  [
    'a proxy that is down',
    { proxies: [{ node: 'node-2', state: 'unreachable' }] },
    'kernel',
    { object: 'Node node-2' },
  ],
  [
    'a rule that is missing',
    { proxies: [{ node: 'node-1', state: 'healthy', inKernel: false }] },
    'kernel',
    { problem: /node-1/ },
  ],
  [
    'a targetPort nobody listens on',
    refused([{ protocol: 'TCP', port: 3000, loopbackOnly: false }]),
    'probe',
    { field: 'spec.ports.targetPort', fix: /3000/ },
  ],
  ['nobody could look who listens', refused(undefined), 'probe', { field: 'spec.ports.targetPort' }],
  [
    'a process that listens on 127.0.0.1 only',
    refused([{ protocol: 'TCP', port: 8080, loopbackOnly: true }]),
    'probe',
    { object: 'Pod shop/web-1', fix: /0\.0\.0\.0/ },
  ],
  [
    'UDP and TCP mixed up',
    refused([{ protocol: 'UDP', port: 8080, loopbackOnly: false }]),
    'probe',
    { field: 'spec.ports.protocol', fix: /UDP/ },
  ],
  [
    'HTTPS promised, plain HTTP spoken',
    {
      service: service({ ports: [{ name: 'https', port: 443, targetPort: 8080, protocol: 'TCP' }] }),
      slices: [slice(true, { ports: [{ name: 'https', port: 8080, protocol: 'TCP' }] })],
      endpointProbes: [probed({ speaks: 'http' })],
    },
    'probe',
    { problem: /promises HTTPS/ },
  ],
  [
    'plain HTTP promised, TLS spoken',
    { endpointProbes: [probed({ speaks: 'tls' })] },
    'probe',
    { problem: /speak TLS/ },
  ],
  [
    'an endpoint that does not answer',
    { endpointProbes: [probed({ outcome: 'timeout' })] },
    'probe',
    { object: 'Pod shop/web-1' },
  ],
  [
    'only the Service’s address does not answer',
    { serviceProbe: { outcome: 'timeout' } },
    'probe',
    { object: 'Service shop/web' },
  ],
])('%s', (...[, changed, hop, expected, clientAddress]) => {
  const { finding, passed } = diagnose({ ...well, ...changed }, clientAddress);
  expect(finding?.hop).toBe(hop);
  expect(passed).not.toContain(hop);
  for (const [field, wanted] of Object.entries(expected))
    expect(finding?.[field as keyof Finding]).toEqual(
      typeof wanted === 'string' ? wanted : expect.stringMatching(wanted),
    );
});

test.each<[string, Partial<Facts>]>([
  ['all that can be well', {}],
  ['an ExternalName', { service: service({ type: 'ExternalName', clusterIP: '', clusterIPs: [] }), slices: [] }],
  [
    'headless with the pods’ own port',
    {
      service: service({ clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080, targetPort: 8080 }] }),
      dns: [ADDRESS],
    },
  ],
  [
    'a policy that lets it through by name of the port, label and namespace',
    {
      ...fromClient,
      policies: [
        policy({
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { name: 'other' } },
                  podSelector: { matchLabels: { role: 'client' } },
                },
              ],
              ports: [{ port: 'http' }],
            },
          ],
        }),
      ],
    },
  ],
  [
    'a policy that names the port of a sidecar',
    {
      pods: [
        pod({
          spec: {
            containers: [{ name: 'c' }],
            initContainers: [{ name: 's', restartPolicy: 'Always', ports: [{ name: 'http', containerPort: 8080 }] }],
          },
        }),
      ],
      policies: [policy({ ingress: [{ ports: [{ port: 'http' }] }] })],
    },
  ],
  [
    'a policy that lets DNS and the port through',
    {
      ...fromClient,
      policies: [
        policy(
          { policyTypes: ['Egress'], egress: [{ ports: [{ port: 8080 }, { port: 53, protocol: 'UDP' }] }] },
          'other',
        ),
      ],
    },
  ],
  [
    'a policy that lets DNS through by its namespace and label',
    {
      ...fromClient,
      namespaces: [...well.namespaces, { metadata: { name: 'kube-system', labels: { name: 'kube-system' } } }],
      policies: [
        policy(
          {
            policyTypes: ['Egress'],
            egress: [
              { ports: [{ port: 8080 }] },
              {
                to: [
                  {
                    namespaceSelector: { matchLabels: { name: 'kube-system' } },
                    podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
                  },
                ],
                ports: [{ port: 53, protocol: 'UDP' }],
              },
            ],
          },
          'other',
        ),
      ],
    },
  ],
  [
    'headless with the pods’ own port by name',
    {
      service: service({ clusterIP: 'None', clusterIPs: ['None'], ports: [{ port: 8080, targetPort: 'http' }] }),
      dns: [ADDRESS],
    },
  ],
  ['headless without ports', { ...headlessWithout, dns: [ADDRESS] }],
  ['source ranges of what is no load balancer', { service: service({ loadBalancerSourceRanges: ['192.0.2.0/24'] }) }],
  [
    'a pod with nameservers of its own',
    { ...fromClient, fromPod: { ...fromClient.fromPod, spec: { nodeName: 'node-2', dnsPolicy: 'None' } } },
  ],
  [
    'asked from a node, whatever policies say',
    { question: { ...well.question, from: { kind: 'node', name: 'node-1' } }, policies: [policy({})] },
  ],
  [
    'endpoints that leave and still serve',
    {
      slices: [
        slice(true, {
          endpoints: [{ addresses: [ADDRESS], conditions: { ready: false, serving: true, terminating: true } }],
        }),
      ],
    },
  ],
  ['what nobody could find out', { dns: undefined, proxies: [], endpointProbes: [], serviceProbe: undefined }],
])('nothing is found with %s', (_, changed) => {
  const { finding, passed } = diagnose({ ...well, ...changed }, '10.201.0.1');
  expect(finding).toBeUndefined();
  expect(passed).toHaveLength(8);
});
