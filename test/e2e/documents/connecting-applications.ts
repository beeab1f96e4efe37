// "Connecting Applications with Services" as of Kubernetes 1.27 and later: apps/v1 Deployments, TLS secrets, a ConfigMap.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clientsOf } from '../cluster/clients';
import type { ClusterUnderTest } from '../cluster/cluster-under-test';
import { eventually } from '../cluster/eventually';
import type { Kubectl } from '../cluster/kubectl';
import { runInTerminal } from '../cluster/terminal';
import { emptyDefaultNamespace, endpointsOf, makeKeys, readyPods, type RunningPod } from '../cluster/workloads';

const EXAMPLES = join(__dirname, '../../../examples/connecting-applications');
const PRINTED_SECRET = join(__dirname, '../testdata/nginxsecrets.yaml');

export function describeConnectingApplications(cluster: ClusterUnderTest, kubectl: Kubectl): void {
  const { curlFromHost, answersFromEveryNode } = clientsOf(cluster);
  const podIp = cluster.podIpPattern.source;
  let pods: RunningPod[] = [];
  let clusterIp = '';
  const dir = mkdtempSync(join(tmpdir(), 'kubets-doc-'));
  const podIps = (selector: string) => kubectl(`get pods -l ${selector} -o custom-columns=POD_IP:.status.podIPs`);

  beforeAll(() => emptyDefaultNamespace(kubectl));
  afterAll(async () => {
    rmSync(dir, { recursive: true });
    await emptyDefaultNamespace(kubectl);
  });

  test('Exposing pods to the cluster', async () => {
    expect(await kubectl(`apply -f ${EXAMPLES}/run-my-nginx.yaml`)).toBe('deployment.apps/my-nginx created\n');
    pods = await readyPods(kubectl, 'run=my-nginx', 2);
    expect((await podIps('run=my-nginx')).trim().split('\n')).toEqual([
      'POD_IP',
      ...pods.map((pod) => `[map[ip:${pod.ip}]]`),
    ]);
    for (const pod of pods) await answersFromEveryNode(`http://${pod.ip}`, 'Welcome to nginx!');
    expect(await kubectl(`apply -f ${EXAMPLES}/run-my-nginx.yaml`)).toBe('deployment.apps/my-nginx unchanged\n');
  });

  test('Creating a Service', async () => {
    expect(await kubectl('expose deployment/my-nginx')).toBe('service/my-nginx exposed\n');
    await kubectl('delete svc my-nginx');
    expect(await kubectl(`apply -f ${EXAMPLES}/nginx-svc.yaml`)).toBe('service/my-nginx created\n');
    clusterIp = (await kubectl.json('get svc my-nginx')).spec.clusterIP;
    const addresses = await endpointsOf(kubectl, 'my-nginx', 2);
    const described = await kubectl('describe svc my-nginx');
    const expected: [string, string][] = [
      ['Name', 'my-nginx'],
      ['Namespace', 'default'],
      ['Labels', 'run=my-nginx'],
      ['Selector', 'run=my-nginx'],
      ['Type', 'ClusterIP'],
      ['IP Family Policy', 'SingleStack'],
      ['IP Families', 'IPv4'],
      ['IP', clusterIp],
      ['IPs', clusterIp],
      ['TargetPort', '80/TCP'],
      ['Session Affinity', 'None'],
      ['Events', '<none>'],
    ];
    for (const [title, value] of expected) expect(described).toMatch(new RegExp(`^${title}:\\s+${value}$`, 'm'));
    for (const address of addresses) expect(described).toContain(`${address}:80`);
    const slices = (await kubectl('get endpointslices -l kubernetes.io/service-name=my-nginx')).trim().split('\n');
    expect(slices[0]!.split(/\s+/)).toEqual(['NAME', 'ADDRESSTYPE', 'PORTS', 'ENDPOINTS', 'AGE']);
    expect(slices).toHaveLength(2);
    expect(slices[1]).toMatch(new RegExp(`^my-nginx-[a-z0-9]{5}\\s+IPv4\\s+80\\s+${podIp},${podIp}\\s`));
    await answersFromEveryNode(`http://${clusterIp}:80`, 'Welcome to nginx!');
  });

  test('Environment Variables', async () => {
    const before = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    expect(
      before
        .split('\n')
        .filter((line) => line.includes('SERVICE'))
        .sort(),
    ).toEqual([
      `KUBERNETES_SERVICE_HOST=${cluster.kubernetesIp}`,
      'KUBERNETES_SERVICE_PORT=443',
      'KUBERNETES_SERVICE_PORT_HTTPS=443',
    ]);
    await kubectl('scale deployment my-nginx --replicas=0');
    await kubectl('scale deployment my-nginx --replicas=2');
    const old = new Set(pods.map((pod) => pod.name));
    pods = await eventually(async () => {
      const now = await readyPods(kubectl, 'run=my-nginx', 2);
      expect(now.filter((pod) => old.has(pod.name))).toEqual([]);
      return now;
    }, 60_000);
    expect(new Set(pods.map((pod) => pod.node)).size).toBe(2);
    const after = await kubectl(`exec ${pods[0]!.name} -- printenv`);
    for (const variable of [
      `MY_NGINX_SERVICE_HOST=${clusterIp}`,
      'MY_NGINX_SERVICE_PORT=80',
      `MY_NGINX_PORT=tcp://${clusterIp}:80`,
      `MY_NGINX_PORT_80_TCP=tcp://${clusterIp}:80`,
      'MY_NGINX_PORT_80_TCP_PROTO=tcp',
      'MY_NGINX_PORT_80_TCP_PORT=80',
      `MY_NGINX_PORT_80_TCP_ADDR=${clusterIp}`,
    ]) {
      expect(after.split('\n')).toContain(variable);
    }
  });

  test('enableServiceLinks: false', async () => {
    const spec = {
      containers: [{ name: 'shell', image: 'radial/busyboxplus:curl', command: ['sleep', '3600'] }],
      enableServiceLinks: false,
    };
    await kubectl('create -f -', {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'without-links' }, spec }),
    });
    await kubectl('wait --for=condition=Ready pod/without-links --timeout=60s');
    const environment = await kubectl('exec without-links -- printenv');
    expect(environment).toContain('KUBERNETES_SERVICE_HOST=');
    expect(environment).not.toContain('MY_NGINX');
    await kubectl('delete pod without-links --grace-period=1');
  });

  test('DNS', async () => {
    expect(await kubectl('get services kube-dns --namespace=kube-system')).toMatch(
      new RegExp(`^kube-dns\\s+ClusterIP\\s+${cluster.dnsIp}\\s+<none>\\s+53/UDP,53/TCP`, 'm'),
    );
    const screen = await runInTerminal(kubectl, 'run curl --image=radial/busyboxplus:curl -i --tty', [
      'nslookup my-nginx.default.svc.cluster.local',
      'curl -s http://my-nginx',
      'exit',
    ]);
    expect(screen).toContain(cluster.dnsIp);
    expect(screen).toContain(clusterIp);
    expect(screen).toContain('Welcome to nginx!');
    await kubectl('delete pod curl --ignore-not-found --grace-period=1');
  });

  test('Securing the Service', async () => {
    expect(await kubectl(`apply -f ${PRINTED_SECRET}`)).toBe('secret/nginxsecret created\n');
    expect(await kubectl('get secrets')).toMatch(/^nginxsecret\s+kubernetes\.io\/tls\s+2\s/m);
    await kubectl('delete secret nginxsecret');
    const files = await makeKeys(dir, 'my-nginx');
    expect(await kubectl(`create secret tls nginxsecret --key ${files.key} --cert ${files.crt}`)).toBe(
      'secret/nginxsecret created\n',
    );
    expect(await kubectl('get secrets')).toMatch(/^nginxsecret\s+kubernetes\.io\/tls\s+2\s/m);
    expect(await kubectl(`create configmap nginxconfigmap --from-file=${EXAMPLES}/default.conf`)).toBe(
      'configmap/nginxconfigmap created\n',
    );
    expect(await kubectl('get configmaps')).toMatch(/^nginxconfigmap\s+1\s/m);
    await kubectl('delete deployments,svc my-nginx');
    expect(await kubectl(`create -f ${EXAMPLES}/nginx-secure-app.yaml`)).toBe(
      'service/my-nginx created\ndeployment.apps/my-nginx created\n',
    );
    pods = await eventually(() => readyPods(kubectl, 'run=my-nginx', 1), 60_000);
    expect(await podIps('run=my-nginx')).toContain(`[map[ip:${pods[0]!.ip}]]`);
    await answersFromEveryNode(`https://${pods[0]!.ip}`, '<h1>Welcome to nginx!</h1>', '--insecure');
    await kubectl(`apply -f ${EXAMPLES}/curlpod.yaml`);
    const [curlpod] = await readyPods(kubectl, 'app=curlpod', 1);
    const page = await eventually(() =>
      kubectl(`exec ${curlpod!.name} -- curl -s https://my-nginx --cacert /etc/nginx/ssl/tls.crt`),
    );
    expect(page).toContain('<title>Welcome to nginx!</title>');
  });

  test('Exposing the Service', async () => {
    const { spec } = await kubectl.json('get svc my-nginx');
    for (const node of cluster.nodes) {
      await answersFromEveryNode(
        `https://${cluster.addressOf(node)}:${spec.ports[1].nodePort}`,
        '<h1>Welcome to nginx!</h1>',
        '--insecure',
      );
      expect(
        await eventually(() =>
          curlFromHost('--insecure', `https://${cluster.addressOf(node)}:${spec.ports[1].nodePort}`),
        ),
      ).toContain('<h1>Welcome to nginx!</h1>');
    }
    expect(
      await kubectl('edit svc my-nginx', { env: { KUBE_EDITOR: "sed -i 's/type: NodePort/type: LoadBalancer/'" } }),
    ).toContain('service/my-nginx edited');
    const address = await eventually(
      async () => (await kubectl.json('get svc my-nginx')).status.loadBalancer.ingress[0].ip as string,
    );
    expect(await kubectl('get svc my-nginx')).toMatch(
      new RegExp(
        `^my-nginx\\s+LoadBalancer\\s+${spec.clusterIP}\\s+${address}\\s+8080:${spec.ports[0].nodePort}/TCP,443:${spec.ports[1].nodePort}/TCP\\s`,
        'm',
      ),
    );
    expect(await eventually(() => curlFromHost('--insecure', `https://${address}`))).toContain(
      '<title>Welcome to nginx!</title>',
    );
    expect(await eventually(() => curlFromHost(`http://${address}:8080`))).toContain('Welcome to nginx!');
    expect(await kubectl('describe service my-nginx')).toMatch(new RegExp(`^LoadBalancer Ingress:\\s+${address}`, 'm'));
  });
}
