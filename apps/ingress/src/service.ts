import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { createKubeClient, dynamicClient, dynamicCluster, runAsLeader } from '@kubets/client';
import { realClock, selfSignedCertificate, type ServiceContext } from '@kubets/component';
import {
  endpointSlices,
  events,
  ingressClasses,
  ingresses,
  leases,
  namespaces,
  nodes,
  secrets,
  services,
} from '@kubets/proto-gen/services';
import { createChannel, loadKubeconfig } from '@kubets/rpc';
import { config, type IngressConfig } from './config';
import { createEngine } from './engine/engine';
import { createCertificateCheck } from './engine/usable-certificates';
import { runIngress } from './ingress';

const MOST_THREADS = 4;
const ENGINE_USER = 'haproxy';

export async function start({ config: options, logger, signal, onStop }: ServiceContext<IngressConfig>): Promise<void> {
  const { engineDir: dir, engineProgram: program, listenAddress, publishAddress, httpPort, httpsPort } = options;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const engine = createEngine({
    program,
    dir,
    settings: {
      listenAddresses: listenAddress,
      httpPort,
      httpsPort,
      threads: Math.min(MOST_THREADS, availableParallelism()),
      dropRights: process.getuid?.() === 0 && (await hasUser(ENGINE_USER)),
      defaultPem: await defaultCertificate(join(dir, 'default.pem')),
    },
    clock: realClock,
    logger,
  });
  const component = config.name;
  const channel = createChannel(await loadKubeconfig(options.kubeconfig), { userAgent: component });
  const client = createKubeClient(
    channel,
    { endpointSlices, events, ingressClasses, ingresses, leases, namespaces, nodes, secrets, services },
    { component },
  );
  onStop(() => client.close());
  await runAsLeader({
    client,
    config: options,
    signal,
    logger,
    run: (leading) =>
      runIngress(
        {
          client,
          engine,
          dynamic: {
            cluster: dynamicCluster(channel, { component }),
            objects: (address) => dynamicClient(channel, address, { component }),
          },
          ports: { httpPort, httpsPort, securePort: options.securePort },
          certificates: createCertificateCheck(program, dir),
          addresses: publishAddress.length > 0 ? publishAddress : listenAddress,
          manageRoutes: options.manageRoutes,
          clock: realClock,
          logger,
        },
        leading,
      ),
  });
}

const hasUser = async (name: string): Promise<boolean> =>
  (await readFile('/etc/passwd', 'utf8')).split('\n').some((line) => line.startsWith(`${name}:`));

/** What clients see that ask for a name nobody has a certificate for; the same after a restart, so that the engine need not be. */
async function defaultCertificate(file: string): Promise<string> {
  const present = await readFile(file, 'utf8').catch(() => undefined); // the first start
  if (present?.includes('PRIVATE KEY-----\n')) return present;
  const { cert, key } = selfSignedCertificate(config.name);
  const pem = `${cert.trimEnd()}\n${key}`;
  await writeFile(file, pem, { mode: 0o600 });
  return pem;
}
