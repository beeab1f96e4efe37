import { Client, credentials, Metadata, status } from '@grpc/grpc-js';
import type { ProbeAnswer, Prober } from '../prober';

// grpc.health.v1: a request is {string service = 1}, an answer {enum status = 1} with SERVING = 1.
const path = '/grpc.health.v1.Health/Check';
const servingStatus = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** Healthy when the container's gRPC health service says SERVING. */
export const grpcProber: Prober = {
  handles: (handler) => handler.grpc !== undefined,
  probe({ grpc = {} }, { podIp }, timeoutMs): Promise<ProbeAnswer> {
    const address = `${podIp}:${grpc.port}`;
    const client = new Client(address, credentials.createInsecure(), { 'grpc.primary_user_agent': 'kube-probe/1.33' });
    return new Promise((resolve) => {
      const call = client.makeUnaryRequest(path, encodeRequest, decodeStatus, grpc.service ?? '', new Metadata(), { deadline: Date.now() + timeoutMs }, (error, answer) => {
        client.close();
        if (!error) {
          const name = servingStatus[answer ?? 0] ?? String(answer);
          return resolve(name === 'SERVING' ? { result: 'success', output: '' } : { result: 'failure', output: `service unhealthy (responded with "${name}")` });
        }
        if (error.code === status.UNIMPLEMENTED) return resolve({ result: 'failure', output: 'error: this server does not implement the grpc health protocol (grpc.health.v1.Health)' });
        if (error.code === status.DEADLINE_EXCEEDED || error.code === status.UNAVAILABLE) {
          return resolve({ result: 'failure', output: `timeout: failed to connect service ${JSON.stringify(address)} within ${timeoutMs / 1000}s: ${error.details}` });
        }
        resolve({ result: 'failure', output: `error: health rpc probe failed: ${error.details}` });
      });
      call.on('error', () => undefined);
    });
  },
};

function encodeRequest(service: string): Buffer {
  const name = Buffer.from(service);
  // The length is a varint; names above 127 bytes take two of its bytes.
  const length = name.length < 128 ? [name.length] : [(name.length & 0x7f) | 0x80, name.length >> 7];
  return name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.from([0x0a, ...length]), name]);
}

function decodeStatus(message: Buffer): number {
  return message[0] === 0x08 ? message[1]! : 0;
}
