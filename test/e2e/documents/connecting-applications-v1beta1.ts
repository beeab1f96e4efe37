// "Connecting applications" as of Kubernetes 1.6 (Chinese): Deployments of apps/v1beta1.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from '../cluster/clients';
import type { ClusterUnderTest } from '../cluster/cluster-under-test';
import { eventually } from '../cluster/eventually';
import type { Kubectl } from '../cluster/kubectl';
import { runInTerminal } from '../cluster/terminal';
import { emptyDefaultNamespace, endpointsOf, makeKeys, readyPods, type RunningPod } from '../cluster/workloads';

const EXAMPLES = join(__dirname, '../../../examples/connecting-applications-v1beta1');

export function describeConnectingApplicationsV1beta1(cluster: ClusterUnderTest, kubectl: Kubectl): void {
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
    expect(await kubectl(`create -f ${EXAMPLES}/run-my-nginx.yaml`)).toContain('my-nginx created');
    pods = await readyPods(kubectl, 'run=my-nginx', 2);
    for (const { name } of pods) expect(name).toMatch(/^my-nginx-[a-z0-9]+-[a-z0-9]{5}$/);
    const yaml = await kubectl('get pods -l run=my-nginx -o yaml');
    for (const pod of pods) expect(yaml).toMatch(new RegExp(`^ +podIP: ${pod.ip}$`, 'm'));
    for (const pod of pods) await answersFromEveryNode(`http://${pod.ip}`, 'Welcome to nginx!');
  });

  test('Creating a Service', async () => {
    expect(await kubectl('expose deployment/my-nginx')).toBe('service/my-nginx exposed\n');
    const exposed = await kubectl.json('get svc my-nginx');
    await kubectl('delete svc my-nginx');
    await kubectl(`create -f ${EXAMPLES}/nginx-svc.yaml`);
    const created = await kubectl.json('get svc my-nginx');
    expect(created.spec.ports).toEqual(exposed.spec.ports);
    expect(created.spec.selector).toEqual(exposed.spec.selector);
    clusterIp = created.spec.clusterIP;
    expect(await kubectl('get svc my-nginx')).toMatch(
      new RegExp(`^my-nginx\\s+ClusterIP\\s+${clusterIp}\\s+<none>\\s+80/TCP\\s`, 'm'),
    );
    expect(await endpointsOf(kubectl, 'my-nginx', 2)).toEqual(pods.map((pod) => pod.ip).sort());
    const described = await kubectl('describe svc my-nginx');
    expect(described).toMatch(/^Labels:\s+run=my-nginx$/m);
    expect(described).toMatch(/^Port:\s+<unset>\s+80\/TCP$/m);
    expect(described).toMatch(/^Events:\s+<none>$/m);
    expect(await kubectl('get ep my-nginx')).toMatch(new RegExp(`^my-nginx\\s+${podIp}:80,${podIp}:80\\s`, 'm'));
    await answersFromEveryNode(`http://${clusterIp}:80`, 'Welcome to nginx!');
  });

  test('Environment variables', async () => {
    const before = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    expect(before).toContain('KUBERNETES_SERVICE_PORT_HTTPS=443');
    expect(before).not.toContain('MY_NGINX');
    expect(await kubectl('scale deployment my-nginx --replicas=0')).toContain('my-nginx scaled');
    await readyPods(kubectl, 'run=my-nginx', 0);
    await kubectl('scale deployment my-nginx --replicas=2');
    pods = await readyPods(kubectl, 'run=my-nginx', 2);
    expect(new Set(pods.map((pod) => pod.node)).size).toBe(2);
    const after = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    expect(after).toContain(`MY_NGINX_SERVICE_HOST=${clusterIp}`);
    expect(after).toContain('MY_NGINX_SERVICE_PORT=80');
  });

  test('DNS, from a shell in a pod', async () => {
    const screen = await runInTerminal(kubectl, 'run curl --image=radial/busyboxplus:curl -i --tty --restart=Never', [
      'nslookup my-nginx.default.svc.cluster.local',
      'exit',
    ]);
    expect(screen).toContain(cluster.dnsIp);
    expect(screen).toContain(clusterIp);
    await kubectl('delete pod curl --ignore-not-found --grace-period=1');
  });

  test('Securing the Service', async () => {
    const files = await makeKeys(dir, 'my-nginx');
    const base64 = (file: string) => readFileSync(file).toString('base64');
    const secret = {
      kind: 'Secret',
      apiVersion: 'v1',
      metadata: { name: 'nginxsecret' },
      data: { 'nginx.crt': base64(files.crt), 'nginx.key': base64(files.key) },
    };
    writeFileSync(join(dir, 'secret.json'), JSON.stringify(secret));
    await kubectl(`create -f ${dir}/secret.json`);
    const deleted = await kubectl('delete deployments,svc my-nginx');
    expect(deleted).toMatch(/deployment\.apps "my-nginx" deleted/);
    expect(deleted).toMatch(/service "my-nginx" deleted/);
    await kubectl(`create -f ${EXAMPLES}/nginx-secure-app.yaml`);
    pods = await eventually(() => readyPods(kubectl, 'run=my-nginx', 1), 60_000);
    expect(await kubectl('get pods -o yaml')).toContain(`podIP: ${pods[0]!.ip}`);
    await answersFromEveryNode(`https://${pods[0]!.ip}`, '<h1>Welcome to nginx!</h1>', '--insecure');
    await kubectl(`create -f ${EXAMPLES}/curlpod.yaml`);
    const [curlpod] = await readyPods(kubectl, 'app=curlpod', 1);
    expect(curlpod!.name).toMatch(/^curl-deployment-[a-z0-9]+-[a-z0-9]{5}$/);
    const page = await eventually(() =>
      kubectl(`exec ${curlpod!.name} -- curl -s https://my-nginx --cacert /etc/nginx/ssl/nginx.crt`),
    );
    expect(page).toContain('<title>Welcome to nginx!</title>');
  });

  test('Exposing the Service', async () => {
    const yaml = await kubectl('get svc my-nginx -o yaml');
    const [http, https] = [...yaml.matchAll(/nodePort: (\d+)/g)].map((match) => Number(match[1]));
    expect(http).toBeGreaterThanOrEqual(30000);
    for (const node of cluster.nodes) {
      expect(
        await eventually(() => curlFromHost('--insecure', `https://${cluster.addressOf(node)}:${https}`)),
      ).toContain('<h1>Welcome to nginx!</h1>');
    }
    await kubectl('edit svc my-nginx', { env: { KUBE_EDITOR: "sed -i 's/type: NodePort/type: LoadBalancer/'" } });
    const address = await eventually(
      async () => (await kubectl.json('get svc my-nginx')).status.loadBalancer.ingress[0].ip as string,
    );
    expect(await kubectl('describe service my-nginx')).toMatch(new RegExp(`^LoadBalancer Ingress:\\s+${address}`, 'm'));
    expect(await eventually(() => curlFromHost('--insecure', `https://${address}`))).toContain(
      '<title>Welcome to nginx!</title>',
    );
  });
}
