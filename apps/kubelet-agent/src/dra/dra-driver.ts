import {
  DRAPluginService,
  type Claim,
  type NodePrepareResourcesResponse,
  type NodeUnprepareResourcesResponse,
} from '@kubets/proto-gen/dra/v1';
import { DRAResourceHealthService, type NodeWatchResourcesResponse } from '@kubets/proto-gen/dra_health/v1';
import type { RpcMethod } from '@kubets/rpc';
import { followSocket } from '../system/follow-socket';
import { connectSocket } from '../system/socket-client';

/** A driver of devices on this node, over one of its sockets. Rejections are Errors in gRPC's words. */
export interface DraDriver {
  readonly endpoint: string;
  readonly isConnected: boolean;
  prepare(claims: Claim[]): Promise<NodePrepareResourcesResponse>;
  unprepare(claims: Claim[]): Promise<NodeUnprepareResourcesResponse>;
  /** How its devices are; undefined where it does not tell. */
  watchHealth(signal: AbortSignal): AsyncIterable<NodeWatchResourcesResponse> | undefined;
  close(): void;
}

/** The versions of each service that are spoken, best first; their messages are the same. */
const VERSIONS = ['v1', 'v1beta1'];
const HEALTH_VERSIONS = ['v1', 'v1alpha1'];
const CALL_TIMEOUT_MS = 45_000;

const serviceOf = (versions: readonly string[], service: string, supported: readonly string[]): string | undefined =>
  versions.find((version) => supported.includes(`${version}.${service}`));

/** The method as that version of its service has it. */
const ofVersion = <Req, Res>(method: RpcMethod<Req, Res>, version: string): RpcMethod<Req, Res> => ({
  ...method,
  path: method.path.replace(/(^|\.|\/)v1\./, `$1${version}.`),
});

/**
 * @param endpoint a socket on which it has answered
 * @param services what it says that it serves, as `v1.DRAPlugin`
 * @throws Error in Kubernetes' words where it speaks nothing that the node does.
 */
export function connectDraDriver(endpoint: string, services: readonly string[], onConnection: () => void): DraDriver {
  if (services.length === 0) throw new Error('empty list of supported gRPC services (aka supported versions)');
  const version = serviceOf(VERSIONS, 'DRAPlugin', services);
  if (version === undefined) {
    const [theirs, ours] = [services, VERSIONS.map((one) => `${one}.DRAPlugin`)].map(
      (list) => `[${list.map((one) => JSON.stringify(one.slice(0, 100))).join(' ')}]`,
    );
    throw new Error(`none of services supported by the plugin (${theirs}) are supported by the kubelet (${ours})`);
  }
  const health = serviceOf(HEALTH_VERSIONS, 'DRAResourceHealth', services);
  const client = connectSocket(endpoint);
  const timeout = { timeoutMs: CALL_TIMEOUT_MS };
  let isConnected = true;
  const stop = new AbortController();
  const onChange = (now: boolean): void => {
    isConnected = now;
    onConnection();
  };
  followSocket(endpoint, onChange, stop.signal);
  return {
    endpoint,
    get isConnected() {
      return isConnected;
    },
    prepare: (claims) => client.call(ofVersion(DRAPluginService.nodePrepareResources, version), { claims }, timeout),
    unprepare: (claims) =>
      client.call(ofVersion(DRAPluginService.nodeUnprepareResources, version), { claims }, timeout),
    watchHealth: (signal) =>
      health === undefined
        ? undefined
        : client.stream(ofVersion(DRAResourceHealthService.nodeWatchResources, health), {}, { signal }),
    close() {
      stop.abort();
      client.close();
    },
  };
}
