// "Connecting applications" as of Kubernetes 1.0 and 1.1 (the English document and its Chinese translation):
// ReplicationControllers, a Service, environment, DNS, https, NodePort and LoadBalancer.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from '../cluster/clients';
import type { ClusterUnderTest } from '../cluster/cluster-under-test';
import { eventually } from '../cluster/eventually';
import type { Kubectl } from '../cluster/kubectl';
import { emptyDefaultNamespace, endpointsOf, makeKeys, readyPods, type RunningPod } from '../cluster/workloads';

const EXAMPLES = join(__dirname, '../../../examples/connecting-applications-2015');

export function describeConnectingApplications2015(cluster: ClusterUnderTest, kubectl: Kubectl): void {
  const { curlFromHost, answersFromEveryNode } = clientsOf(cluster);
  const podIp = cluster.podIpPattern.source;
  let pods: RunningPod[] = [];
  let clusterIp = '';
  const dir = mkdtempSync(join(tmpdir(), 'kubets-doc-'));

  beforeAll(() => emptyDefaultNamespace(kubectl));
  afterAll(async () => {
    rmSync(dir, { recursive: true });
    await emptyDefaultNamespace(kubectl);
  });

  test('Exposing pods to the cluster', async () => {
    expect(await kubectl(`create -f ${EXAMPLES}/nginxrc.yaml`)).toBe('replicationcontroller/my-nginx created\n');
    pods = await readyPods(kubectl, 'app=nginx', 2);
    const wide = (await kubectl('get pods -l app=nginx -o wide')).trim().split('\n');
    expect(wide[0]!.split(/\s{2,}/).slice(0, 7)).toEqual(['NAME', 'READY', 'STATUS', 'RESTARTS', 'AGE', 'IP', 'NODE']);
    for (const line of wide.slice(1))
      expect(line).toMatch(new RegExp(`^my-nginx-[a-z0-9]{5}\\s+1/1\\s+Running\\s+0\\s+\\S+\\s+${podIp}\\s+node-\\d`));
    const json = await kubectl('get pods -l app=nginx -o json');
    for (const pod of pods) expect(json).toContain(`"podIP": "${pod.ip}"`);
    for (const pod of pods) await answersFromEveryNode(`http://${pod.ip}`, 'Welcome to nginx!');
  });

  test('Creating a Service', async () => {
    expect(await kubectl(`create -f ${EXAMPLES}/nginxsvc.yaml`)).toBe('service/nginxsvc created\n');
    const services = (await kubectl('get svc')).trim().split('\n');
    expect(services[0]!.split(/\s+/)).toEqual(['NAME', 'TYPE', 'CLUSTER-IP', 'EXTERNAL-IP', 'PORT(S)', 'AGE']);
    expect(services[1]).toMatch(
      new RegExp(`^kubernetes\\s+ClusterIP\\s+${cluster.kubernetesIp}\\s+<none>\\s+443/TCP\\s`),
    );
    expect(services[2]).toMatch(
      new RegExp(`^nginxsvc\\s+ClusterIP\\s+${cluster.serviceIpPattern.source}\\s+<none>\\s+80/TCP\\s`),
    );
    clusterIp = (await kubectl.json('get svc nginxsvc')).spec.clusterIP;
    const addresses = await endpointsOf(kubectl, 'nginxsvc', 2);
    expect(addresses).toEqual(pods.map((pod) => pod.ip).sort());
    const described = await kubectl('describe svc nginxsvc');
    expect(described).toMatch(/^Selector:\s+app=nginx$/m);
    expect(described).toMatch(/^Type:\s+ClusterIP$/m);
    expect(described).toMatch(new RegExp(`^IP:\\s+${clusterIp}$`, 'm'));
    expect(described).toMatch(/^Port:\s+<unset>\s+80\/TCP$/m);
    for (const address of addresses) expect(described).toMatch(new RegExp(`^Endpoints:.*${address}:80`, 'm'));
    expect(described).toMatch(/^Session Affinity:\s+None$/m);
    expect(await kubectl('get ep nginxsvc')).toMatch(new RegExp(`^nginxsvc\\s+${podIp}:80,${podIp}:80\\s`, 'm'));
    await answersFromEveryNode(`http://${clusterIp}:80`, 'Welcome to nginx!');
  });

  test('Environment Variables', async () => {
    const before = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    expect(before).toContain(`KUBERNETES_SERVICE_HOST=${cluster.kubernetesIp}`);
    expect(before).toContain('KUBERNETES_SERVICE_PORT=443');
    expect(before).not.toContain('NGINXSVC');
    expect(await kubectl('scale rc my-nginx --replicas=0')).toContain('replicationcontroller/my-nginx scaled');
    await kubectl('scale rc my-nginx --replicas=2');
    const old = new Set(pods.map((pod) => pod.name));
    pods = await eventually(async () => {
      const now = await readyPods(kubectl, 'app=nginx', 2);
      if (now.some((pod) => old.has(pod.name))) throw new Error('the old pods are still there');
      return now;
    }, 60_000);
    expect(new Set(pods.map((pod) => pod.node)).size).toBe(2);
    const after = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    expect(after).toContain(`NGINXSVC_SERVICE_HOST=${clusterIp}`);
    expect(after).toContain('NGINXSVC_SERVICE_PORT=80');
    expect(after).toContain('KUBERNETES_SERVICE_PORT=443');
  });

  test('DNS', async () => {
    expect(await kubectl('get services kube-dns --namespace=kube-system')).toMatch(
      new RegExp(`^kube-dns\\s+ClusterIP\\s+${cluster.dnsIp}\\s+<none>\\s+53/UDP,53/TCP`, 'm'),
    );
    expect(await kubectl(`create -f ${EXAMPLES}/curlpod.yaml`)).toBe('pod/curlpod created\n');
    await kubectl('wait --for=condition=Ready pod/curlpod --timeout=60s');
    expect(await kubectl('get pods curlpod')).toMatch(/^curlpod\s+1\/1\s+Running\s+0\s/m);
    const answer = await kubectl('exec curlpod -- nslookup nginxsvc.default.svc.cluster.local');
    expect(answer).toContain(cluster.dnsIp);
    expect(answer).toContain(clusterIp);
    const short = await kubectl.try('exec curlpod -- nslookup nginxsvc');
    expect(short.stdout).toMatch(new RegExp(`Server:\\s+${cluster.dnsIp}`));
    expect(short.stdout).toContain(clusterIp);
    expect(await kubectl('exec curlpod -- curl -s http://nginxsvc')).toContain('Welcome to nginx!');
  });

  test('Securing the Service', async () => {
    const files = await makeKeys(dir, 'nginxsvc');
    const base64 = (file: string) => readFileSync(file).toString('base64');
    const secret = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'nginxsecret' },
      data: { 'nginx.crt': base64(files.crt), 'nginx.key': base64(files.key) },
    };
    writeFileSync(join(dir, 'secret.json'), JSON.stringify(secret));
    expect(await kubectl(`create -f ${dir}/secret.json`)).toBe('secret/nginxsecret created\n');
    expect(await kubectl('get secrets')).toMatch(/^nginxsecret\s+Opaque\s+2\s/m);
    await kubectl('delete pod curlpod --grace-period=1');
    const deleted = await kubectl('delete rc,svc -l app=nginx');
    expect(deleted).toContain('"nginxsvc" deleted');
    // A controller carries its template's labels, so the selector finds it too.
    expect(deleted).toContain('"my-nginx" deleted');
    expect(await kubectl(`create -f ${EXAMPLES}/nginx-app.yaml`)).toBe(
      'service/nginxsvc created\nreplicationcontroller/my-nginx created\n',
    );
    pods = await eventually(() => readyPods(kubectl, 'app=nginx', 1), 60_000);
    await answersFromEveryNode(`https://${pods[0]!.ip}`, '<h1>Welcome to nginx!</h1>', '--insecure');
    expect(await kubectl(`create -f ${EXAMPLES}/curlrc.yaml`)).toBe('replicationcontroller/curlrc created\n');
    const [curlpod] = await readyPods(kubectl, 'app=curlpod', 1);
    const page = await eventually(() =>
      kubectl(`exec ${curlpod!.name} -- curl -s https://nginxsvc --cacert /etc/nginx/ssl/nginx.crt`),
    );
    expect(page).toContain('<title>Welcome to nginx!</title>');
  });

  test('Exposing the Service: NodePort', async () => {
    const service = await kubectl.json('get svc nginxsvc');
    expect(service.spec.ports.map((port: any) => [port.name, port.port, port.targetPort])).toEqual([
      ['http', 8080, 80],
      ['https', 443, 443],
    ]);
    for (const { nodePort } of service.spec.ports) expect(nodePort >= 30000 && nodePort <= 32767).toBe(true);
    const { items } = await kubectl.json('get nodes');
    const external = items.map(
      (node: any) => node.status.addresses.find((address: any) => address.type === 'ExternalIP').address,
    );
    expect(external).toHaveLength(cluster.nodes.length);
    for (const address of external) {
      const url = `https://${address}:${service.spec.ports[1].nodePort}`;
      expect(await eventually(() => curlFromHost('--insecure', url))).toContain('<h1>Welcome to nginx!</h1>');
      await answersFromEveryNode(url, '<h1>Welcome to nginx!</h1>', '--insecure');
    }
  });

  test('Exposing the Service: LoadBalancer', async () => {
    await kubectl('delete rc,svc -l app=nginx');
    const manifest = readFileSync(join(EXAMPLES, 'nginx-app.yaml'), 'utf8').replace(
      'type: NodePort',
      'type: LoadBalancer',
    );
    await kubectl('create -f -', { input: manifest });
    const address = await eventually(async () => {
      const { status } = await kubectl.json('get svc nginxsvc');
      return status.loadBalancer.ingress[0].ip as string;
    }, 30_000);
    expect(await kubectl('get svc nginxsvc')).toMatch(
      new RegExp(
        `^nginxsvc\\s+LoadBalancer\\s+\\S+\\s+${address.replaceAll('.', '\\.')}\\s+8080:\\d+/TCP,443:\\d+/TCP`,
        'm',
      ),
    );
    await readyPods(kubectl, 'app=nginx', 1);
    expect(await eventually(() => curlFromHost('--insecure', `https://${address}`))).toContain(
      '<title>Welcome to nginx!</title>',
    );
    expect(await eventually(() => curlFromHost(`http://${address}:8080`))).toContain('Welcome to nginx!');
  });
}
