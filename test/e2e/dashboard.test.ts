// The page in a real browser, on a real cluster: create, expose, scale, break, find, mend.
import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import type { Browser } from 'puppeteer-core';
import { openTab, startBrowser, type Tab } from './cluster/browser';
import { E2E } from './cluster/e2e-cluster';
import { eventually } from './cluster/eventually';
import { spanningKubectls } from './cluster/kubectl';

jest.setTimeout(60_000);

const NAMESPACE = 'dashboard-test';
const PORT = 18_443;
const [[, kubectl] = []] = spanningKubectls();
let service: ChildProcess;
let browser: Browser;
let tab: Tab;

beforeAll(async () => {
  await kubectl!(`delete namespace ${NAMESPACE} --ignore-not-found`);
  await kubectl!(`create namespace ${NAMESPACE}`);
  const bundle = join(__dirname, '../../dist/apps/cli/main.js');
  const args = [bundle, 'dashboard', '--state-dir', E2E.stateDir, '--port', String(PORT)];
  service = spawn(process.execPath, args, {
    env: { ...process.env, KUBECONFIG: '' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let said = '';
  service.stdout!.setEncoding('utf8').on('data', (text: string) => (said += text));
  const link = await eventually(() => /https:\S+/.exec(said)?.[0] ?? Promise.reject(new Error(`no link yet: ${said}`)));
  browser = await startBrowser();
  tab = await openTab(browser);
  await tab.page.goto(link);
  await tab.page.waitForSelector('.picture .node');
  expect(tab.page.url()).toBe(`https://127.0.0.1:${PORT}/`);
});
afterAll(async () => {
  await browser?.close();
  const ended = new Promise((resolve) => service.once('close', resolve));
  service.kill('SIGTERM');
  await ended;
  await kubectl!(`delete namespace ${NAMESPACE} --wait=false`);
});
afterEach(() => expect(tab.errors.splice(0)).toEqual([]));

const go = (path: string) => tab.page.evaluate(`location.hash = '#${path}?ns=${NAMESPACE}'`);
/** Puts the cursor behind the text of a line of the editor. */
async function atEndOf(line: RegExp): Promise<void> {
  await tab.sees('.cm-line', line);
  const place = await tab.page.evaluate(`{
    const line = [...document.querySelectorAll('.cm-line')].find(({ innerText }) => ${line}.test(innerText));
    const { x, y, height } = line.getBoundingClientRect();
    [x + 20, y + height / 2];
  }`);
  const [x, y] = place as [number, number];
  await tab.page.mouse.click(x, y);
  await tab.page.keyboard.press('End');
}
const DEPLOYMENT = `/object/apps/v1/deployments/${NAMESPACE}/web`;
const MANIFEST = `apiVersion: apps/v1
kind: Deployment
metadata: { name: web }
spec:
  replicas: 1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      terminationGracePeriodSeconds: 1
      containers: [{ name: web, image: nginx, ports: [{ containerPort: 80 }] }]
---
apiVersion: v1
kind: Service
metadata: { name: web }
spec: { selector: { app: web }, ports: [{ port: 80 }] }
`;

test('create and expose: rows and picture follow by themselves', async () => {
  const { page, sees, click, replaceText } = tab;
  await go('/new');
  await replaceText('.cm-content', MANIFEST);
  await click('button', 'Apply');
  await sees('[role=status]', /Applied: Deployment web, Service web/);
  await go('/list/core/v1/pods');
  await sees('tbody tr', /^web-\S+\s+1\/1\s+Running/);
  await go('/picture');
  await sees('.card.good', /web\s+1\/1 ready/);
  await sees('.card.good', /web\s+80 · 1\/1 endpoints/);
  expect(await page.$$eval('.edge.good', (edges) => edges.length)).toBe(1);
});

test('a reload comes back in, and works by keyboard', async () => {
  const { page, sees } = tab;
  await page.reload();
  await page.waitForSelector('.card');
  await go('/list/apps/v1/deployments');
  await sees('tbody tr', /^web\s+1\/1/);
  await page.keyboard.press('/');
  await page.keyboard.type('we');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await sees('h1', /^Deployment\s.*web$/);
});

test("a kubeconfig's certificate lets somebody in, and one without is told why not", async () => {
  const other = await openTab(browser);
  try {
    await other.page.goto(`https://127.0.0.1:${PORT}/`);
    const choose = async (file: string) => {
      const input: any = await other.page.waitForSelector('#kubeconfig:not(:disabled)');
      await input.uploadFile(file);
    };
    await choose(__filename);
    await other.sees('.problem', /this kubeconfig lets nobody in/);
    await choose(E2E.kubeconfig);
    await other.page.waitForSelector('.picture .node');
    expect(other.errors).toEqual([]);
  } finally {
    await other.page.close();
  }
});

test('logs, and a shell in the container', async () => {
  const { page, sees } = tab;
  const pod = (await kubectl!(`get pods -n ${NAMESPACE} -l app=web -o name`)).trim().split('/')[1]!;
  await go(`/object/core/v1/pods/${NAMESPACE}/${pod}/logs`);
  await sees('.logs pre', /notice.*start worker process/s);
  await go(`/object/core/v1/pods/${NAMESPACE}/${pod}/terminal`);
  await page.waitForSelector('.xterm-helper-textarea');
  await sees('.xterm-rows', /[#$]/);
  await page.keyboard.type('echo $((6*7))-$(hostname)\n');
  await sees('.xterm-rows', new RegExp(`^42-${pod}`, 'm'));
  await page.keyboard.type('exit\n');
  await sees('[role=status]', /The shell has ended/);
  await go(`/object/core/v1/pods/${NAMESPACE}/${pod}/events`);
  await sees('tbody tr', /Container started/);
});

test('who talks to whom, as the kernels count it', async () => {
  const { page, sees } = tab;
  await go('/picture');
  const client = kubectl!(
    `exec -n ${NAMESPACE} deployment/web -- sh -c 'for i in 1 2 3 4 5 6 7 8; do curl -s kubernetes.default:443; curl -s ${E2E.kubernetesIp}:443; sleep 0.5; done'`,
  );
  await page.waitForFunction(
    `[...document.querySelectorAll('.call')].some((line) => /${NAMESPACE}.web → .*connections.s/.test(line.getAttribute('aria-label')))`,
  );
  await sees('.card.outside', /Elsewhere/);
  await client.catch(() => undefined); // What it is answered makes no difference.
});

test('an edit stays where it is written while the object changes, until it is discarded', async () => {
  const { page, sees, click } = tab;
  await go(DEPLOYMENT);
  await atEndOf(/image: nginx$/);
  // A line more above, and other figures above and below.
  await kubectl!(`annotate -n ${NAMESPACE} deployment/web edited=meanwhile`);
  await sees('.cm-line', /edited: meanwhile/);
  await page.keyboard.type(':1.0');
  await sees('.cm-line', /image: nginx:1\.0$/);
  await click('button', 'Discard');
  await sees('.cm-line', /image: nginx$/);
});

test('scale, break, find with why, and mend by rolling back', async () => {
  const { page, sees, click } = tab;
  await go(DEPLOYMENT);
  await page.waitForSelector('input[name=replicas]');
  await page.$eval('input[name=replicas]', (input) => (input.value = '2'));
  await click('button', 'Scale');
  await go('/picture');
  await sees('.card.good', /web\s+2\/2 ready/);
  // Somebody else has set the image: it is not taken from them without asking.
  await kubectl!(`set image -n ${NAMESPACE} deployment/web web=nginx:1.16.1 --field-manager=pipeline`);
  await go(DEPLOYMENT);
  await atEndOf(/image: nginx:1\.16\.1$/);
  await page.keyboard.type('-broken');
  await click('button', 'Apply');
  await sees('.conflicts', /image.*pipeline/s);
  await click('button', 'Take over these fields');
  await go('/picture');
  await page.waitForSelector('.pod.failing[title*=ImagePull], .pod.failing[title*=ErrImage]');
  // A click on a Service says what is broken on the way to it, here nothing: the pods of before go on.
  await go(`/object/core/v1/services/${NAMESPACE}/web/way`);
  await sees('.way .well', /Answer of DNS/);
  await sees('.way .well', /kernel.*the rule is in its kernel/s);
  await sees('[role=status]', /Nothing is broken/);
  await kubectl!(`patch service -n ${NAMESPACE} web --patch '{"spec":{"selector":{"app":"wbe"}}}'`);
  await eventually(async () => {
    await click('button', 'Why\\?');
    expect(await page.evaluate(`document.querySelector('.conflicts')?.innerText ?? ''`)).toMatch(/spec\.selector/);
  });
  await kubectl!(`patch service -n ${NAMESPACE} web --patch '{"spec":{"selector":{"app":"web"}}}'`);
  await go(`${DEPLOYMENT}/rollout`);
  await sees('.rollout li', /Revision 3.*nginx:1\.16\.1-broken.*0 of 1 ready/s);
  await click('.rollout li:nth-child(2) button', 'Go back to this');
  await sees('[role=status]', /It goes back to what revision 2 was/);
  await go('/picture');
  await page.waitForFunction(
    `!document.querySelector('.card .pod.failing') && document.querySelector('.card.good .pod.ready')`,
  );
  await go(DEPLOYMENT);
  await click('button', 'Delete');
  await click('button', 'Yes, delete it');
  await sees('.trouble', /web is no longer there/);
});
