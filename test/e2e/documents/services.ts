// "Kubernetes Networking: Services" (a course's slides) and "Kubernetes services and service discovery": types of
// Service, ports by name, a chosen node port, headless Services, ExternalName, and the self quiz.
import { createServer, type Server } from 'node:http';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { clientsOf } from '../cluster/clients';
import type { ClusterUnderTest } from '../cluster/cluster-under-test';
import { eventually } from '../cluster/eventually';
import type { Kubectl } from '../cluster/kubectl';
import { emptyDefaultNamespace, endpointsOf, readyPods } from '../cluster/workloads';

const EXAMPLES = join(__dirname, '../../../examples');
const SERVICES = join(EXAMPLES, 'services');

export function describeServices(cluster: ClusterUnderTest, kubectl: Kubectl): void {
  const { curlFromHost, curlFromNode, tryCurlFromNode, answersFromEveryNode } = clientsOf(cluster);
  const podIp = cluster.podIpPattern.source;
  let web: Server;
  let shell = '';
  const inShell = (line: string) => kubectl(`exec ${shell} -- ${line}`);
  /** What a name resolves to in the pod; a name completed by the search path may come with an alias first. */
  const addressesOf = async (name: string) =>
    (await inShell(`dig +short +search ${name}`))
      .trim()
      .split('\n')
      .filter((line) => /^[\d.]+$/.test(line))
      .sort();
  const nslookup = async (name: string) => (await kubectl.try(`exec ${shell} -- nslookup ${name}`)).stdout;

  /** Answers of n requests to a URL, from a node. */
  const answers = async (url: string, n: number) => {
    const seen = new Set<string>();
    for (let i = 0; i < n; i++) seen.add(await curlFromNode('node-1', url));
    return seen;
  };

  beforeAll(async () => {
    await emptyDefaultNamespace(kubectl);
    web = createServer((request, response) => response.end(readFileSync(join(EXAMPLES, request.url!))));
    await new Promise<void>((resolve) => web.listen(0, cluster.testAddress, resolve));
    await kubectl('run shell --image=radial/busyboxplus:curl --restart=Never --command -- sleep 3600');
    await kubectl('wait --for=condition=Ready pod/shell --timeout=60s');
    shell = 'shell';
  });
  afterAll(async () => {
    web.close();
    await emptyDefaultNamespace(kubectl);
  });

  test('an example applied from a URL, exposed, described and deleted', async () => {
    const url = `http://${cluster.testAddress}:${(web.address() as { port: number }).port}/connecting-applications/run-my-nginx.yaml`;
    expect(await kubectl(`apply -f ${url}`)).toBe('deployment.apps/my-nginx created\n');
    const pods = await readyPods(kubectl, 'run=my-nginx', 2);
    for (const pod of pods) await answersFromEveryNode(`http://${pod.ip}`, 'Welcome to nginx!');
    expect((await tryCurlFromNode('node-1', 'http://localhost')).code).not.toBe(0);
    await kubectl('expose deployment/my-nginx');
    expect(await kubectl('describe svc my-nginx')).toMatch(new RegExp(`^Endpoints:\\s+${podIp}:80,${podIp}:80$`, 'm'));
    expect(await kubectl('delete svc my-nginx')).toMatch(/service "my-nginx" deleted/);
    await kubectl('delete deployment my-nginx');
  });

  test('the self quiz: bootcamp, NodePort, scaling, ClusterIP', async () => {
    expect(
      await kubectl('create deployment kubernetes-bootcamp --image=gcr.io/google-samples/kubernetes-bootcamp:v1'),
    ).toBe('deployment.apps/kubernetes-bootcamp created\n');
    const [pod] = await readyPods(kubectl, 'app=kubernetes-bootcamp', 1);
    expect(await curlFromNode('node-2', `http://${pod!.ip}:8080`)).toBe(
      `Hello Kubernetes bootcamp! | Running on: ${pod!.name} | v=1\n`,
    );
    expect(await kubectl('expose deployment/kubernetes-bootcamp --type="NodePort" --port 8080')).toBe(
      'service/kubernetes-bootcamp exposed\n',
    );
    const { nodePort } = (await kubectl.json('get svc kubernetes-bootcamp')).spec.ports[0];
    expect(await eventually(() => curlFromNode('node-1', `http://localhost:${nodePort}`))).toContain(
      'Hello Kubernetes bootcamp!',
    );
    expect(await eventually(() => curlFromHost(`http://${cluster.addressOf('node-2')}:${nodePort}`))).toContain(
      'Hello Kubernetes bootcamp!',
    );
    await kubectl('scale deployment kubernetes-bootcamp --replicas=5');
    const five = await readyPods(kubectl, 'app=kubernetes-bootcamp', 5);
    expect(await endpointsOf(kubectl, 'kubernetes-bootcamp', 5)).toEqual(five.map(({ ip }) => ip).sort());
    await eventually(
      async () => expect((await answers(`http://localhost:${nodePort}`, 30)).size).toBeGreaterThanOrEqual(4),
      20_000,
    );
    await kubectl('scale deployment kubernetes-bootcamp --replicas=2');
    await readyPods(kubectl, 'app=kubernetes-bootcamp', 2);
    await endpointsOf(kubectl, 'kubernetes-bootcamp', 2);
    await kubectl('delete svc kubernetes-bootcamp');
    await kubectl('expose deployment/kubernetes-bootcamp --port 8080');
    const { clusterIP, type } = (await kubectl.json('get svc kubernetes-bootcamp')).spec;
    expect(type).toBe('ClusterIP');
    await answersFromEveryNode(`http://${clusterIP}:8080`, 'Hello Kubernetes bootcamp!');
    await kubectl('delete svc,deployment kubernetes-bootcamp');
  });

  test('targetPort by name', async () => {
    await kubectl(`apply -f ${SERVICES}/named-target-port.yaml`);
    await kubectl('wait --for=condition=Ready pod/nginx --timeout=60s');
    const { clusterIP } = (await kubectl.json('get svc nginx-service')).spec;
    await endpointsOf(kubectl, 'nginx-service', 1);
    await answersFromEveryNode(`http://${clusterIP}`, 'Welcome to nginx!');
    expect(await inShell(`curl -s http://${clusterIP}`)).toContain('Welcome to nginx!');
    expect(await inShell('dig +short +search SRV _name-of-service-port._tcp.nginx-service')).toBe(
      '0 100 80 nginx-service.default.svc.cluster.local.\n',
    );
    await kubectl(`delete -f ${SERVICES}/named-target-port.yaml --grace-period=1`);
  });

  test('a Service without endpoints refuses at once; a chosen node port is taken, freed and checked', async () => {
    await kubectl(`apply -f ${SERVICES}/my-service.yaml`);
    const { clusterIP } = (await kubectl.json('get svc my-service')).spec;
    const COULD_NOT_CONNECT = 7; // a refusal; a packet that is dropped would be a time-out, 28
    await eventually(async () =>
      expect((await tryCurlFromNode('node-1', `http://${clusterIP}`)).code).toBe(COULD_NOT_CONNECT),
    );
    await kubectl('delete svc my-service');
    await kubectl(`apply -f ${SERVICES}/node-port.yaml`);
    expect(await kubectl('get svc my-service')).toMatch(/^my-service\s+NodePort\s+\S+\s+<none>\s+80:30007\/TCP\s/m);
    const second = readFileSync(join(SERVICES, 'node-port.yaml'), 'utf8').replace('name: my-service', 'name: second');
    const taken = await kubectl.try('create -f -', { input: second });
    expect(taken.code).not.toBe(0);
    expect(taken.stderr).toContain('spec.ports[0].nodePort: Invalid value: 30007: provided port is already allocated');
    const outside = await kubectl.try('create -f -', { input: second.replace('30007', '29999') });
    expect(outside.stderr).toContain(
      'provided port is not in the valid range. The range of valid ports is 30000-32767',
    );
    await kubectl('delete svc my-service');
    expect(await kubectl('create -f -', { input: second })).toBe('service/second created\n');
    await kubectl('delete svc second');
  });

  test('deleting a Service frees its ClusterIP and its load balancer address', async () => {
    const service = (name: string, spec: object) =>
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name },
        spec: { type: 'LoadBalancer', ports: [{ port: 80 }], ...spec },
      });
    const addressOf = (name: string) =>
      eventually(async () => (await kubectl.json(`get svc ${name}`)).status.loadBalancer.ingress[0].ip as string);
    await kubectl('create -f -', { input: service('first', {}) });
    const address = await addressOf('first');
    const { clusterIP } = (await kubectl.json('get svc first')).spec;
    const refused = await kubectl.try('create -f -', { input: service('second', { clusterIP }) });
    expect(refused.stderr).toContain('provided IP is already allocated');
    await kubectl('delete svc first');
    await kubectl('create -f -', { input: service('second', { clusterIP, loadBalancerIP: address }) });
    expect(await addressOf('second')).toBe(address);
    await kubectl('delete svc second');
  });

  test('Services by name, from their namespace and from another', async () => {
    await kubectl(`apply -f ${SERVICES}/my-service.yaml`);
    const { clusterIP } = (await kubectl.json('get svc my-service')).spec;
    for (const name of [
      'my-service',
      'my-service.default',
      'my-service.default.svc',
      'my-service.default.svc.cluster.local',
    ]) {
      await eventually(async () => expect(await addressesOf(name)).toEqual([clusterIP]));
    }
    await kubectl('create namespace my-ns');
    await kubectl('create service clusterip my-service --tcp=80:80 --namespace my-ns');
    const other = (await kubectl.json('get svc my-service --namespace my-ns')).spec.clusterIP;
    await eventually(async () => expect(await addressesOf('my-service.my-ns')).toEqual([other]));
    expect((await inShell(`dig +short -x ${clusterIP}`)).trim()).toBe('my-service.default.svc.cluster.local.');
    await kubectl('delete namespace my-ns');
    await kubectl('delete svc my-service');
  });

  test('headless Services, with a selector and without', async () => {
    await kubectl('create deployment web --image=nginx --replicas=2');
    const pods = await readyPods(kubectl, 'app=web', 2);
    await kubectl('expose deployment web --port 80 --cluster-ip=None');
    await eventually(async () => expect(await addressesOf('web')).toEqual(pods.map(({ ip }) => ip).sort()));
    await kubectl('create -f -', {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'by-hand' },
        spec: { clusterIP: 'None', ports: [{ port: 80 }] },
      }),
    });
    const slice = {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: 'by-hand-1', labels: { 'kubernetes.io/service-name': 'by-hand' } },
      addressType: 'IPv4',
      ports: [{ port: 80 }],
      endpoints: [{ addresses: ['192.0.2.7'] }],
    };
    await kubectl('create -f -', { input: JSON.stringify(slice) });
    await eventually(async () => expect(await addressesOf('by-hand')).toEqual(['192.0.2.7']));
    await kubectl('delete svc,deployment web');
    await kubectl('delete svc by-hand');
    await kubectl('delete endpointslice by-hand-1 --ignore-not-found');
  });

  test('ExternalName: a CNAME, changed to ClusterIP and back', async () => {
    await kubectl(`apply -f ${SERVICES}/external-name.yaml`);
    expect(await kubectl('get svc my-service')).toMatch(
      /^my-service\s+ExternalName\s+<none>\s+my\.database\.example\.com\s+<none>\s/m,
    );
    const cname = async () => (await inShell('dig +noall +answer +search CNAME my-service')).trim().split(/\s+/).pop();
    await eventually(async () => expect(await cname()).toBe('my.database.example.com.'));
    await kubectl(
      `patch svc my-service --type merge -p '{"spec":{"type":"ClusterIP","externalName":null,"ports":[{"port":80}]}}'`,
    );
    const { clusterIP } = (await kubectl.json('get svc my-service')).spec;
    await eventually(async () => expect(await addressesOf('my-service')).toEqual([clusterIP]));
    await kubectl(
      `patch svc my-service --type merge -p '{"spec":{"type":"ExternalName","externalName":"my.database.example.com","clusterIP":null,"clusterIPs":null}}'`,
    );
    await eventually(async () => expect(await cname()).toBe('my.database.example.com.'));
    await kubectl('delete svc my-service');
    await eventually(async () =>
      expect(await nslookup('my-service.default.svc.cluster.local')).toMatch(/NXDOMAIN|can't find/),
    );
  });
}
