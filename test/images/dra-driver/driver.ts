// A driver of devices in a pod: publishes one device of its node, and has a container that gets it know so by a variable (CDI).
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { startTestDraDriver } from '../../../apps/kubelet-agent/src/dra/testing/test-dra-driver';

const { DRIVER_NAME: name = '', NODE_NAME: node = '', KUBERNETES_SERVICE_HOST: host } = process.env;
const KUBELET = '/var/lib/kubelet';
const CDI = '/var/run/cdi';
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';
const DEVICE = 'gpu-0';
const directory = join(KUBELET, 'plugins', name);
/** Devices of several nodes that share a machine have names of their own in the specifications, which they share. */
const kind = `${name}/gpu`;
const specFile = (uid = ''): string => join(CDI, `${name}-${uid}.json`);

const slice = {
  apiVersion: 'resource.k8s.io/v1',
  kind: 'ResourceSlice',
  metadata: { name: `${node}-${name}` },
  spec: {
    driver: name,
    nodeName: node,
    pool: { name: node, generation: 1, resourceSliceCount: 1 },
    devices: [{ name: DEVICE, attributes: { model: { string: 'e2e' } } }],
  },
};

/** As its ServiceAccount; what is there from an earlier pod is as good. */
function publish(): Promise<void> {
  const read = (file: string) => readFileSync(join(ACCOUNT, file), 'utf8');
  const headers = { authorization: `Bearer ${read('token')}`, 'content-type': 'application/json' };
  const path = '/apis/resource.k8s.io/v1/resourceslices';
  return new Promise((resolve, reject) => {
    const outgoing = request({ host, port: 443, path, method: 'POST', ca: read('ca.crt'), headers }, (response) => {
      const { statusCode = 0 } = response.resume();
      if (statusCode === 201 || statusCode === 409) resolve();
      else reject(new Error(`the API server answered ${statusCode}`));
    });
    outgoing.once('error', reject);
    outgoing.end(JSON.stringify(slice));
  });
}

async function serve(): Promise<void> {
  mkdirSync(directory, { recursive: true });
  await startTestDraDriver({
    name,
    directory,
    registry: join(KUBELET, 'plugins_registry'),
    devices: ({ uid }) => [
      { poolName: node, deviceName: DEVICE, requestNames: ['gpu'], cdiDeviceIds: [`${kind}=${uid}`] },
    ],
    prepared({ uid, name: claim }) {
      const containerEdits = { env: [`DEVICE=${DEVICE} of ${node}`] };
      writeFileSync(
        specFile(uid),
        JSON.stringify({ cdiVersion: '0.6.0', kind, devices: [{ name: uid, containerEdits }] }),
      );
      console.log('prepared', claim);
    },
    unprepared({ uid, name: claim }) {
      rmSync(specFile(uid), { force: true });
      console.log('unprepared', claim);
    },
  });
  await publish();
  console.log('serving', node);
}

void serve();
