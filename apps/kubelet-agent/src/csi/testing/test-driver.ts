import { NodeService, type NodeServiceCapability_RPC_Type as Capability } from '@kubets/proto-gen/csi/v1';
import { RegistrationService, type RegistrationStatus } from '@kubets/proto-gen/pluginregistration/v1';
import { Server, status } from '@grpc/grpc-js';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { listenOnSocket } from '../../plugins/testing/listen-on-socket';

export interface TestDriver {
  /** `publish HANDLE` and so on, in the order in which they came. */
  calls: string[];
  /** The last request of each kind. */
  last: Record<string, any>;
  /** Of the registration, as the kubelet told it. */
  statuses: RegistrationStatus[];
  /** `CALL: why`: while it is set, that call fails so. */
  refusal: string | undefined;
  stop(): Promise<void>;
}

export interface TestDriverOptions {
  name: string;
  /** Where its own socket lies. */
  directory: string;
  /** What it says its own socket is; where it lies unless given. */
  told?: string;
  /** Where the kubelet looks. */
  registry: string;
  capabilities?: Capability[];
  maxVolumes?: number;
  /** Instead of making a directory with one file, and removing it. */
  publish?(request: any): void;
  stage?(request: any): void;
  unstage?(request: any): void;
  unpublish?(request: any): void;
}

const removeDirectory = ({ targetPath }: any): void => rmSync(targetPath, { recursive: true, force: true });
function makeDirectory({ targetPath, volumeId }: any): void {
  mkdirSync(targetPath, { recursive: true });
  writeFileSync(join(targetPath, 'handle'), volumeId);
}

type Call = { request: any };
type Done = (error: object | null, response?: object) => void;

/** A CSI driver whose volumes are directories with one file, `handle`, that holds what the volume is called. */
export async function startTestDriver(o: TestDriverOptions): Promise<TestDriver> {
  const endpoint = join(o.directory, 'csi.sock');
  const driver: TestDriver = { calls: [], last: {}, statuses: [], refusal: undefined, stop: () => stop() };
  const record =
    (what: string, work: (request: any) => void = () => undefined) =>
    ({ request }: Call, done: Done): void => {
      driver.calls.push(`${what} ${request.volumeId}`);
      driver.last[what] = request;
      if (driver.refusal?.startsWith(`${what}: `)) return done({ code: status.INTERNAL, details: driver.refusal });
      work(request);
      done(null, {});
    };
  const node = {
    nodeGetInfo: (_: Call, done: Done) =>
      done(null, {
        nodeId: `${o.name}-node`,
        maxVolumesPerNode: o.maxVolumes ?? 0,
        accessibleTopology: { segments: { [`${o.name}/node`]: 'here' } },
      }),
    nodeGetCapabilities: (_: Call, done: Done) =>
      done(null, { capabilities: (o.capabilities ?? []).map((type) => ({ rpc: { type } })) }),
    nodeStageVolume: record('stage', o.stage),
    nodeUnstageVolume: record('unstage', o.unstage),
    nodePublishVolume: record('publish', o.publish ?? makeDirectory),
    nodeUnpublishVolume: record('unpublish', o.unpublish ?? removeDirectory),
    nodeExpandVolume: record('expand'),
  };
  const registration = {
    getInfo: (_: Call, done: Done) =>
      done(null, { type: 'CSIPlugin', name: o.name, endpoint: o.told ?? endpoint, supportedVersions: ['1.0.0'] }),
    notifyRegistrationStatus({ request }: Call, done: Done) {
      driver.statuses.push(request as RegistrationStatus);
      done(null, {});
    },
  };
  const servers = [new Server(), new Server()] as const;
  servers[0].addService(NodeService, node as never);
  servers[1].addService(RegistrationService, registration as never);
  const paths = [endpoint, join(o.registry, `${o.name}-reg.sock`)] as const;
  for (const [index, server] of servers.entries()) await listenOnSocket(server, paths[index]!);

  async function stop(): Promise<void> {
    for (const server of servers) server.forceShutdown();
    for (const path of paths) rmSync(path, { force: true });
  }
  return driver;
}
