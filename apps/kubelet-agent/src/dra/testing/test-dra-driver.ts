import { DRAPluginService, type Claim, type Device } from '@kubets/proto-gen/dra/v1';
import { DRAResourceHealthService, type DeviceHealth } from '@kubets/proto-gen/dra_health/v1';
import { RegistrationService, type RegistrationStatus } from '@kubets/proto-gen/pluginregistration/v1';
import { Server, type ServerWritableStream } from '@grpc/grpc-js';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { listenOnSocket } from '../../plugins/testing/listen-on-socket';

export interface TestDraDriver {
  /** `prepare NAMESPACE/NAME` and so on, in the order in which they came. */
  calls: string[];
  /** Of the registration, as the kubelet told it. */
  statuses: RegistrationStatus[];
  /** `CALL: why`: while it is set, each claim of that call fails so. */
  refusal: string | undefined;
  /** Whether claims are left out of answers. */
  skips: boolean;
  tellHealth(devices: DeviceHealth[]): void;
  /** Takes its sockets away unless it `crashes`. */
  stop(o?: { crashes?: boolean }): Promise<void>;
}

export interface TestDraDriverOptions {
  name: string;
  /** Where its own socket lies. */
  directory: string;
  /** Where the kubelet looks. */
  registry: string;
  services?: string[];
  /** What it says its own socket is; where it lies unless given. */
  told?: string;
  /** Tells sockets of two of them apart. */
  instance?: string;
  devices?(claim: Claim): Device[];
  prepared?(claim: Claim): void;
  unprepared?(claim: Claim): void;
}

type Call = { request: { claims?: Claim[] } };
type Done = (error: object | null, response?: object) => void;

/** The methods of a service as another version of it has them. */
const ofVersion = <T extends Record<string, { path: string }>>(service: T, version: string): T =>
  Object.fromEntries(
    Object.entries(service).map(([name, method]) => [
      name,
      { ...method, path: method.path.replace(/(\.|\/)v1\./, `$1${version}.`) },
    ]),
  ) as T;

/** A driver of devices that keeps none. */
export async function startTestDraDriver(o: TestDraDriverOptions): Promise<TestDraDriver> {
  const { services = ['v1.DRAPlugin'], instance = '' } = o;
  const endpoint = join(o.directory, `dra${instance}.sock`);
  const watchers = new Set<ServerWritableStream<object, object>>();
  let health: DeviceHealth[] | undefined;
  const driver: TestDraDriver = {
    calls: [],
    statuses: [],
    refusal: undefined,
    skips: false,
    tellHealth(devices) {
      health = devices;
      for (const stream of watchers) stream.write({ devices });
    },
    stop: (options) => stop(options),
  };
  const answer =
    (what: string, work: (claim: Claim) => object) =>
    ({ request: { claims = [] } }: Call, done: Done): void => {
      const answers: Record<string, object> = {};
      for (const claim of claims) {
        driver.calls.push(`${what} ${claim.namespace}/${claim.name}`);
        if (driver.skips) continue;
        answers[claim.uid!] = driver.refusal?.startsWith(`${what}: `) ? { error: driver.refusal } : work(claim);
      }
      done(null, { claims: answers });
    };
  const plugin = {
    nodePrepareResources: answer('prepare', (claim) => {
      o.prepared?.(claim);
      return { devices: o.devices?.(claim) ?? [] };
    }),
    nodeUnprepareResources: answer('unprepare', (claim) => {
      o.unprepared?.(claim);
      return {};
    }),
  };
  const telling = {
    nodeWatchResources(stream: ServerWritableStream<object, object>) {
      watchers.add(stream);
      stream.on('cancelled', () => watchers.delete(stream));
      if (health) stream.write({ devices: health });
    },
  };
  const registration = {
    getInfo: (_: unknown, done: Done) =>
      done(null, { type: 'DRAPlugin', name: o.name, endpoint: o.told ?? endpoint, supportedVersions: services }),
    notifyRegistrationStatus({ request }: { request: RegistrationStatus }, done: Done) {
      driver.statuses.push(request);
      done(null, {});
    },
  };
  const servers = [new Server(), new Server()] as const;
  for (const service of services) {
    const [version = ''] = service.split('.');
    if (service.endsWith('.DRAPlugin')) servers[0].addService(ofVersion(DRAPluginService, version), plugin as never);
    else servers[0].addService(ofVersion(DRAResourceHealthService, version), telling as never);
  }
  servers[1].addService(RegistrationService, registration as never);
  const paths = [endpoint, join(o.registry, `${o.name}${instance}-reg.sock`)] as const;
  for (const [index, server] of servers.entries()) await listenOnSocket(server, paths[index]!);

  async function stop({ crashes = false } = {}): Promise<void> {
    for (const server of servers) server.forceShutdown();
    if (!crashes) for (const path of paths) rmSync(path, { force: true });
  }
  return driver;
}
