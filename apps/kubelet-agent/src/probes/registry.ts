import type { ContainerRuntime } from '../runtimes/runtime';
import { execProber } from './exec/exec-prober';
import { grpcProber } from './grpc/grpc-prober';
import { httpProber } from './http/http-prober';
import type { Prober } from './prober';
import { tcpProber } from './tcp/tcp-prober';

/** Every way of probing; the first that handles a probe is used. */
export function createProbers(runtime: ContainerRuntime): readonly Prober[] {
  return [execProber(runtime), httpProber, tcpProber, grpcProber];
}
