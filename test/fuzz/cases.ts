import { dnsCase, type DnsCase } from './generate/dns-packet';
import { drawOf } from './generate/draw';
import { grpcCall, type GrpcCall } from './generate/grpc-call';
import { httpRequest, type HttpRequest } from './generate/http-request';
import type { Lane } from './options';

interface Cases {
  http: HttpRequest;
  grpc: GrpcCall;
  dns: DnsCase;
}

export const attackLanes: readonly Lane[] = ['http', 'grpc', 'dns'];

/** A lane's choices are none of the other lanes'. */
const SALT: Record<Lane, number> = { http: 0, grpc: 0x3c3c3c3c, dns: 0x5f5f5f5f };
const GENERATE = { http: httpRequest, grpc: grpcCall, dns: dnsCase };

/** The case of that seed and index, whatever came before it. */
export const caseOf = <L extends Lane>(lane: L, seed: number, index: number) =>
  GENERATE[lane](drawOf(seed ^ SALT[lane], index)) as Cases[L];
