// What looks at the others: an agent on every node, and a monitor that finds whom to ask.
import { rm } from 'node:fs/promises';
import { E2E } from '../cluster/e2e-cluster';
import { eventually } from '../cluster/eventually';
import { readyPods } from '../cluster/workloads';
import { versionAt, type Application, type Installation } from './application';

/** A pod that says something, and no more. */
const speaker = (nodeName: string, word: string) =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `speaker-${nodeName}` },
    spec: {
      nodeName,
      restartPolicy: 'Never',
      containers: [{ name: 'speaker', image: 'busybox:1.37', command: ['echo', word] }],
    },
  });

export const agent: Application = {
  name: 'agent',
  namespace: 'node-agent',
  workloads: ['daemonset/node-agent'],
  upgrade: [["AGENT_VERSION, value: '1'", "AGENT_VERSION, value: '2'"]],
  async scale({ kubectl }) {
    const [gone, stays] = E2E.nodes;
    await kubectl(`label node ${gone} example.com/node-agent=disabled`);
    expect(await readyPods(kubectl, 'app.kubernetes.io/name=node-agent', 1)).toMatchObject([{ node: stays }]);
    expect(await kubectl('get daemonset node-agent')).toMatch(/^node-agent +1 +1 +1 /m);
    await kubectl(`label node ${gone} example.com/node-agent-`);
    await readyPods(kubectl, 'app.kubernetes.io/name=node-agent', 2);
  },
  async use({ namespace, kubectl, curl, curlFrom, addressOf }, step) {
    const service = await addressOf('node-agent');
    for (const node of E2E.nodes) {
      const ask = (path: string) => curl(`http://${E2E.addressOf(node)}:9100/cgi-bin/${path}`);
      const info = `agent_info{node="${node}",version="${versionAt(step)}"} 1`;
      await eventually(async () => expect(await ask('metrics')).toContain(info));
      expect(await ask('metrics')).toMatch(/^node_load1 [\d.]+\nnode_memory_MemTotal_bytes \d{9,}$/m);
      // Of the Service's agents each node asks its own.
      for (let i = 0; i < 4; i++) expect(await curlFrom(node, `http://${service}/cgi-bin/metrics`)).toContain(info);
      expect(await ask('kubelet')).toMatch(
        /^container_cpu_usage_seconds_total\{container="metrics",namespace="node-agent",pod="node-agent-/m,
      );
      expect(await kubectl(`exec ${await podOf(node)} -c follow -- cat /state/labels`)).toContain(
        `"kubernetes.io/hostname":"${node}"`,
      );
    }

    const [first, second] = E2E.nodes;
    const logs = (node: string) =>
      curl(`http://${E2E.addressOf(node)}:9100/cgi-bin/logs?${namespace}_speaker-${first}`);
    const lines = async () =>
      Number(
        /^agent_log_lines_total (\d+)$/m.exec(await curl(`http://${E2E.addressOf(first)}:9100/cgi-bin/metrics`))![1],
      );
    // Nothing keeps such a pod from a node that is being emptied.
    await kubectl('create -f -', { input: speaker(first, `said at ${step}`) });
    await eventually(async () => expect(await logs(first)).toMatch(new RegExp(`Z stdout F said at ${step}\n$`)));
    expect(await logs(second)).toBe('');
    await eventually(async () => expect(await lines()).toBeGreaterThan(0));
    expect(await kubectl(`exec ${await podOf(first)} -c follow -- ls /var/log/containers`)).toMatch(
      new RegExp(`^speaker-${first}_node-agent_speaker-[0-9a-f]{64}\\.log$`, 'm'),
    );
    await kubectl(`delete pod speaker-${first}`);
    await eventually(async () => expect(await logs(first)).toBe(''));

    async function podOf(node: string): Promise<string> {
      return kubectl(`get pods --field-selector spec.nodeName=${node} -o jsonpath={.items[0].metadata.name}`);
    }
  },
  cleanUp: () => rm('/var/lib/node-agent', { recursive: true, force: true }),
};

/** What the monitor gathered of the sample's pods: `LABEL NAMESPACE.POD: WHAT THEY SAY`. */
async function expectSamples({ kubectl, curl, addressOf }: Installation, label: string, said: string): Promise<void> {
  await eventually(async () => {
    const { items } = await kubectl.json('get pods -l app=sample');
    const lines = items.map(({ metadata }: any) => `${label} pods/monitoring.${metadata.name}:${said}`);
    expect((await curl(`http://${await addressOf('monitor')}/all`)).trim().split('\n').sort()).toEqual(lines.sort());
  }, 60_000);
}

export const monitor: Application = {
  name: 'monitor',
  namespace: 'monitoring',
  workloads: ['deployment/sample', 'deployment/monitor'],
  upgrade: [
    ['sample_version 1', 'sample_version 2'],
    ["checksum/config: '1'", "checksum/config: '2'"],
    ["example.com/revision: '1'", "example.com/revision: '2'"],
  ],
  async scale(on) {
    await on.kubectl('scale deployment sample --replicas=4');
    await readyPods(on.kubectl, 'app=sample', 4);
  },
  async use(on, step) {
    const { kubectl, curl, addressOf } = on;
    const said = `sample_version ${versionAt(step)}`;
    const before = await kubectl.json('get pods -l app=monitor');
    const page = async (path: string) => curl('--fail', `http://${await addressOf('monitor')}/${path}`);
    const configure = (label: string) =>
      kubectl(`patch configmap monitor -p '{"data":{"monitor.conf":"INTERVAL=1\\nLABEL=${label}\\n"}}'`);
    await expectSamples(on, 'first', said);
    for (const node of E2E.nodes)
      await eventually(async () => expect(await page(`nodes/${node}`)).toMatch(/^node_cpu_usage_seconds_total \d/m));
    await eventually(async () =>
      expect(await page('apiserver')).toMatch(/^apiserver_request_total\{verb="LIST".*resource="pods"/m),
    );

    // Its sidecar tells it of a new configuration: no pod is made anew for that.
    await configure(step);
    await expectSamples(on, step, said);
    await configure('first');
    await expectSamples(on, 'first', said);
    const after = await kubectl.json('get pods -l app=monitor');
    const livesOf = ({ items }: any) =>
      items.map(({ metadata, status }: any) => [
        metadata.uid,
        ...status.containerStatuses.map((one: any) => one.restartCount),
      ]);
    expect(livesOf(after)).toEqual(livesOf(before));

    const [pod] = after.items;
    const claim = await kubectl.json(`get pvc ${pod.metadata.name}-data`);
    expect([claim.status.phase, claim.metadata.ownerReferences[0].uid]).toEqual(['Bound', pod.metadata.uid]);
    expect((await kubectl.json('get pvc')).items).toHaveLength(1);
    expect(await kubectl(`exec ${pod.metadata.name} -c monitor -- id -G`)).toBe('65532 4000\n');
  },
};
