// By its own chart: definitions, controllers, a webhook whose certificate it makes itself, and the one that has the API server trust it.
import { X509Certificate } from 'node:crypto';
import { clientsOf } from '../../e2e/cluster/clients';
import { E2E } from '../../e2e/cluster/e2e-cluster';
import { eventually } from '../../e2e/cluster/eventually';
import { helmOf, type Helm } from '../helm/client';
import { helm4 } from '../helm/helm';
import { namespacedKubectl } from '../namespaced-kubectl';
import { installCertManager, uninstallCertManager } from './install';

jest.setTimeout(400_000);

const kubectl = namespacedKubectl('certificates');
const { curlFromHost } = clientsOf(E2E);
const READY = '--for=condition=Ready --timeout=90s';
const waitFor = (what: string) => kubectl(`wait ${what} ${READY}`, { timeoutMs: 100_000 });

async function certificateIn(secret: string): Promise<X509Certificate> {
  const { data } = await kubectl.json(`get secret ${secret}`);
  return new X509Certificate(Buffer.from(data['tls.crt'], 'base64'));
}
const serialIn = async (secret: string) => (await certificateIn(secret)).serialNumber;

let helm: Helm;
beforeAll(async () => {
  helm = await helmOf(helm4);
  await kubectl('create namespace certificates');
});
afterAll(async () => {
  await kubectl('delete namespace certificates --ignore-not-found', { timeoutMs: 120_000 });
  await uninstallCertManager(helm);
  await kubectl('delete namespace cert-manager --ignore-not-found', { timeoutMs: 120_000 });
});

test('is installed by its chart, whose last hook asks whether its API works', async () => {
  await installCertManager(helm);
  const { hooks } = await helm.json('status cert-manager -n cert-manager');
  expect(hooks.map(({ last_run }: any) => last_run.phase)).toEqual(hooks.map(() => 'Succeeded'));
});

test('its injector has told the API server whom to trust', async () => {
  const { data } = await kubectl.json('get secret cert-manager-webhook-ca -n cert-manager');
  for (const kind of ['validatingwebhookconfiguration', 'mutatingwebhookconfiguration']) {
    const { webhooks } = await kubectl.json(`get ${kind} cert-manager-webhook`);
    expect(webhooks[0].clientConfig.caBundle).toBe(data['ca.crt']);
  }
});

test('what its webhook refuses, and what it adds', async () => {
  const issuer = { apiVersion: 'cert-manager.io/v1', kind: 'Issuer', metadata: { name: 'wrong' }, spec: {} };
  const refused = await kubectl.try('create -f -', { input: JSON.stringify(issuer) });
  expect(refused.stderr).toContain(
    'admission webhook "webhook.cert-manager.io" denied the request: spec: Required value: at least one issuer must be configured',
  );
});

test('a certificate of an issuer that signs itself becomes ready, and so does one of the authority it makes', async () => {
  await kubectl(`apply -f ${__dirname}/issuers.yaml`);
  await waitFor('clusterissuer/self-signed');
  await waitFor('certificate/authority');
  await waitFor('issuer/authority');
  await waitFor('certificate/site');
  const [authority, site] = [await certificateIn('authority'), await certificateIn('site')];
  expect(site.checkIssued(authority)).toBe(true);
  expect(site.checkHost('site.example.com')).toBe('site.example.com');
  const [request] = (await kubectl.json('get certificaterequests')).items;
  expect(request.spec).toMatchObject({ username: 'system:serviceaccount:cert-manager:cert-manager' });
  expect(await kubectl('get events --field-selector reason=Issuing')).toContain(
    'The certificate has been successfully issued',
  );
});

test('it is signed again when it is asked for, or its Secret goes', async () => {
  const first = await serialIn('site');
  await kubectl('delete secret site');
  const second = await eventually(() => serialIn('site'), 60_000);
  expect(second).not.toBe(first);
  await kubectl(
    `patch certificate site --type=merge -p '{"spec":{"dnsNames":["site.example.com","www.example.com"]}}'`,
  );
  await eventually(
    async () => expect((await certificateIn('site')).checkHost('www.example.com')).toBeDefined(),
    60_000,
  );
  expect(await serialIn('site')).not.toBe(second);
});

test('an Ingress with its annotation is served by a certificate that it makes', async () => {
  await kubectl('create deployment site --image=nginx:1.27');
  await kubectl('expose deployment site --port=80');
  await kubectl(
    `create ingress site --rule=shop.example.org/*=site:80,tls=shop-tls --annotation=cert-manager.io/issuer=authority`,
  );
  await eventually(() => waitFor('certificate/shop-tls'), 60_000);
  const to = ['--insecure', '--resolve', `shop.example.org:443:${E2E.ingressAddress}`, '--write-out', '%{certs}'];
  const { data } = await kubectl.json('get secret shop-tls');
  const pem = Buffer.from(data['tls.crt'], 'base64').toString();
  await eventually(async () => {
    const answer = await curlFromHost(...to, 'https://shop.example.org/');
    expect(answer).toContain('Welcome to nginx!');
    expect(answer).toContain(pem.split('\n')[1]);
  }, 60_000);
});

test('goes with its chart', async () => {
  await kubectl(`delete -f ${__dirname}/issuers.yaml`);
  await kubectl('delete ingress,deployment,service site');
  await uninstallCertManager(helm);
  await eventually(async () => expect(await kubectl('get crds -o name')).not.toContain('cert-manager.io'));
});
