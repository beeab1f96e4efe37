import { realClock, type Logger } from '@kubets/component';
import { configSchema as controllerManagerConfig } from '@kubets/apps/controller-manager/src/config';
import { config as dnsConfig } from '@kubets/apps/dns/src/config';
import { config as schedulerConfig } from '@kubets/apps/scheduler/src/config';
import { startRelay, type Relay } from '../network/relay';
import type { TestClock } from '../time/test-clock';
import { kubeconfigOf, type ClusterFiles } from './cluster-files';
import { COMPONENTS, type ComponentName } from './component-names';
import { parsedFlags } from './parsed-flags';
import { runInProcess, type RunningService } from './run-in-process';

/** What runs beside the API server, each behind a network of its own. */
export interface Components {
  /** Runs a component unless it runs; resolves when it has begun. */
  start(component: ComponentName): Promise<void>;
  /** Ends a component, as a crash would, and waits for its end. */
  stop(component: ComponentName): Promise<void>;
  /** Those that run. */
  running(): readonly ComponentName[];
  /** Cuts a component off from the API server, without either being told. @throws Error for one that does not run */
  cutOff(component: ComponentName): void;
  /** Puts the network of a component together again; does nothing for one that is not cut off. */
  join(component: ComponentName): void;
  /** `127.0.0.1:PORT`, once it answers there, over UDP and TCP. Rejects when it does not run. */
  dnsServer(): Promise<string>;
  close(): Promise<void>;
}

export interface ComponentsOptions {
  files: ClusterFiles;
  clock: TestClock;
  loggerOf(component: string): Logger;
  host: string;
  grpcPort: number;
  /** Of DNS; 0 for a free one. */
  dnsPort: number;
  /** Where pods would find DNS. */
  advertisedAddress: string;
}

interface Running {
  relay: Relay;
  service: RunningService<unknown>;
}

const USERS: Record<ComponentName, string> = {
  'controller-manager': 'system:kube-controller-manager',
  scheduler: 'system:kube-scheduler',
  dns: 'system:kube-dns',
};

export function createComponents(options: ComponentsOptions): Components {
  const { files, clock, loggerOf, host, grpcPort } = options;
  const running = new Map<ComponentName, Promise<Running>>();
  const known = new Map<ComponentName, Running>();
  const cut = new Set<ComponentName>();
  let dnsPort: Promise<number> | undefined;
  let isClosed = false;
  /** Until the component that was started last has begun. */
  let lastBegun: Promise<unknown> = Promise.resolve();

  /** One begins after the other, so that what a test asks for waits for a part of this work, not for all of it. */
  function beginInTurn(component: ComponentName): Promise<Running> {
    const beginning = lastBegun.then(() => begin(component));
    lastBegun = beginning.catch(() => undefined); // Told to who started it.
    return beginning;
  }

  async function begin(component: ComponentName): Promise<Running> {
    const identity = files.issue(component, { commonName: USERS[component], usages: ['client'] });
    const relay = await startRelay(host, grpcPort);
    try {
      const server = `https://${host}:${relay.port}`;
      const kubeconfig = files.write(`${component}.kubeconfig`, kubeconfigOf(component, server, files.caPem, identity));
      if (cut.has(component)) relay.cut();
      const begun = { relay, service: run(component, { kubeconfig, 'secure-port': '0' }) };
      known.set(component, begun);
      return begun;
    } catch (error) {
      relay.close();
      throw error;
    }
  }

  function run(component: ComponentName, flags: Record<string, string>): RunningService<unknown> {
    const beside = { logger: loggerOf(`kube-${component}`), clock };
    const elected = { ...flags, 'leader-elect': 'false' };
    switch (component) {
      case 'scheduler':
        return runInProcess(
          parsedFlags(schedulerConfig, elected),
          async (context) => (await import('@kubets/apps/scheduler/src/service')).start(context),
          beside,
        );
      case 'controller-manager': {
        const signing = {
          'root-ca-file': files.caFile,
          'cluster-signing-cert-file': files.caFile,
          'cluster-signing-key-file': files.caKeyFile,
          'service-account-private-key-file': files.signingKeyFile,
        };
        const config = parsedFlags(controllerManagerConfig, { ...signing, ...elected });
        return runInProcess(
          config,
          async (context) => (await import('@kubets/apps/controller-manager/src/service')).start(context),
          beside,
        );
      }
      case 'dns': {
        const own = {
          'bind-address': host,
          port: String(options.dnsPort),
          'advertise-address': options.advertisedAddress,
          // Nobody outside is asked.
          'resolv-conf': files.write('resolv.conf', ''),
        };
        // No name hangs on the time that a test moves.
        const dns = runInProcess(
          parsedFlags(dnsConfig, { ...flags, ...own }),
          async (context) => (await import('@kubets/apps/dns/src/service')).startAlone(context),
          { ...beside, clock: realClock },
        );
        dnsPort = dns.started.then(({ port }) => port);
        dnsPort.catch(() => undefined); // Told to who asks.
        return dns;
      }
    }
  }

  async function stop(component: ComponentName): Promise<void> {
    const begun = await running.get(component);
    running.delete(component);
    known.delete(component);
    // What is cut off cannot say goodbye: it is refused at once, rather than waited for.
    if (cut.delete(component)) begun?.relay.close();
    await begun?.service.stop();
    begun?.relay.close();
  }

  return {
    async start(component) {
      if (isClosed) return;
      const beginning = running.get(component) ?? beginInTurn(component);
      running.set(component, beginning);
      await beginning.catch((error: unknown) => {
        running.delete(component);
        throw error;
      });
    },
    stop,
    running: () => [...running.keys()],
    cutOff(component) {
      if (!running.has(component))
        throw new Error(`${component} does not run; there are: ${[...running.keys()].join(', ') || 'none'}`);
      cut.add(component);
      known.get(component)?.relay.cut();
    },
    join(component) {
      if (cut.delete(component)) known.get(component)?.relay.heal();
    },
    async dnsServer() {
      if (!running.has('dns')) throw new Error('dns does not run: it is one of the components');
      await running.get('dns');
      return `${host}:${await dnsPort}`;
    },
    async close() {
      isClosed = true;
      await Promise.all(COMPONENTS.map(stop));
    },
  };
}
