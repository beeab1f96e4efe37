import { spawn, type ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { residentMiB } from '@kubets/component/testing';
import puppeteer, { type Page } from 'puppeteer-core';
import { newSecret } from '../../apps/dashboard/src/access/secrets';
import { startCluster, type Cluster } from '../../packages/testing/src';

const PORT = 18_445;
const NAMESPACES = 10;
const { values } = parseArgs({
  options: {
    pods: { type: 'string', default: '500' },
    services: { type: 'string', default: '100' },
    changes: { type: 'string', default: '10' },
    seconds: { type: 'string', default: '20' },
  },
});
const [pods, services, changes, seconds] = [values.pods, values.services, values.changes, values.seconds].map(
  Number,
) as [number, number, number, number];

/** Watches in the page: frames, and when a Service's card first shows a port. */
const WATCH = `
  window.seen = new Map();
  window.frames = [];
  const frame = (now) => { window.frames.push(now); requestAnimationFrame(frame); };
  requestAnimationFrame(frame);
  new MutationObserver((records) => {
    for (const { target } of records) {
      const port = /^(\\d{5}) ·/.exec(target.textContent)?.[1];
      if (port && !window.seen.has(port)) window.seen.set(port, performance.timeOrigin + performance.now());
    }
  }).observe(document.querySelector('.area'), { subtree: true, characterData: true, childList: true });
`;

async function run(): Promise<void> {
  const cluster = await startCluster({ nodes: 5 });
  await fill(cluster);
  const flags = [
    `--kubeconfig=${cluster.kubeconfigFile}`,
    `--port=${PORT}`,
    '--secure-port=0',
    '--logins-from-stdin',
    '--log-level=warn',
  ];
  const service = spawn(process.execPath, ['dist/apps/dashboard/main.js', ...flags], {
    stdio: ['pipe', 'inherit', 'inherit'],
  });
  const code = newSecret();
  service.stdin.write(`${code}\n`);
  const browser = await puppeteer.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--ignore-certificate-errors'],
    defaultViewport: { width: 1280, height: 800 },
  });
  try {
    const page = await browser.newPage();
    let loaded = 0;
    const session = await page.createCDPSession();
    await session.send('Network.enable');
    session.on('Network.loadingFinished', ({ encodedDataLength }) => (loaded += encodedDataLength));
    await open(page, `https://127.0.0.1:${PORT}/#login=${code}`);
    await page.waitForFunction(`document.querySelectorAll('.card a.pod').length >= ${pods}`, { timeout: 60_000 });
    await sleep(2000);
    console.log(`${pods} pods, ${services} Services, ${changes} changes a second for ${seconds} s`);
    console.log(`to load                 ${(loaded / 1000).toFixed(0)} kB`);
    await measure(cluster, page, service);
  } finally {
    await browser.close();
    service.stdin.end();
    await cluster.stop();
  }
}

async function fill(cluster: Cluster): Promise<void> {
  for (let index = 0; index < NAMESPACES; index++) {
    const name = `load-${index}`;
    await cluster.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await cluster.eventually(async () => (await cluster.client.serviceAccounts.list({ namespace: name })).items.length);
  }
  for (let index = 0; index < services; index++) {
    const name = `app-${index}`;
    const metadata = { name, namespace: `load-${index % NAMESPACES}` };
    const labels = { app: name };
    const replicas = Math.floor(pods / services) + (index < pods % services ? 1 : 0);
    const template = { metadata: { labels }, spec: { containers: [{ name: 'main', image: 'any' }] } };
    await cluster.apply([
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata,
        spec: { replicas, selector: { matchLabels: labels }, template },
      },
      { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports: [{ port: 80 }] } },
    ] as never);
  }
  await cluster.eventually(
    async () => {
      const { items } = await cluster.client.pods.list({});
      return items.length === pods && items.every(({ status }) => status?.phase === 'Running');
    },
    { timeoutMs: 300_000 },
  );
}

/** The service may still be starting. */
async function open(page: Page, url: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    try {
      await page.goto(url);
      return;
    } catch (error) {
      if (attempt === 50) throw error;
      await sleep(100);
    }
  }
}

async function measure(cluster: Cluster, page: Page, service: ChildProcess): Promise<void> {
  await page.evaluate(WATCH);
  const changed = new Map<string, number>();
  const begin = performance.now();
  for (let count = 0; count < changes * seconds; count++) {
    const port = 10_000 + count;
    const index = count % services;
    const ref = { name: `app-${index}`, namespace: `load-${index % NAMESPACES}` };
    await cluster.client.services.patch(ref, { type: 'merge', body: { spec: { ports: [{ port }] } } });
    changed.set(String(port), Date.now());
    await sleep(Math.max(0, begin + ((count + 1) * 1000) / changes - performance.now()));
  }
  const took = (performance.now() - begin) / 1000;
  await sleep(2000);
  const seen = new Map((await page.evaluate('[...window.seen]')) as [string, number][]);
  const frames = (await page.evaluate('window.frames')) as number[];
  const delays = [...changed]
    .flatMap(([port, at]) => (seen.has(port) ? [seen.get(port)! - at] : []))
    .sort((a, b) => a - b);
  const gaps = frames
    .slice(1)
    .map((now, index) => now - frames[index]!)
    .sort((a, b) => a - b);
  const at = (list: readonly number[], part: number) =>
    (list[Math.min(list.length - 1, Math.floor(list.length * part))] ?? NaN).toFixed(0);
  console.log(
    `changes made, seen      ${changed.size}, ${delays.length} (${(changed.size / took).toFixed(1)} a second)`,
  );
  console.log(
    `from change to picture  median ${at(delays, 0.5)} ms, 99 % ${at(delays, 0.99)} ms, longest ${at(delays, 1)} ms`,
  );
  console.log(
    `frames a second         ${((1000 * gaps.length) / (frames.at(-1)! - frames[0]!)).toFixed(1)}; gaps: median ${at(gaps, 0.5)} ms, 99 % ${at(gaps, 0.99)} ms, longest ${at(gaps, 1)} ms`,
  );
  const { JSHeapUsedSize = 0, Nodes = 0 } = await page.metrics();
  console.log(`heap of the page        ${(JSHeapUsedSize / 1e6).toFixed(1)} MB, ${Nodes} DOM nodes`);
  console.log(`dashboard's process     ${residentMiB(service.pid!).toFixed(0)} MiB`);
}

void run().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
