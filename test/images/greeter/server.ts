// A service as people write them for gRPC: it greets, and tells by grpc.health.v1 whether it lives and whether it is open.
import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import {
  Server,
  ServerCredentials,
  status,
  type sendUnaryData,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import {
  HealthCheckResponse_ServingStatus as ServingStatus,
  HealthService,
  type HealthServer,
} from '@kubets/proto-gen/grpc/health/v1';
import { GREETER, GREETER_NAME } from './api';

const { PORT = '50051', VERSION = '' } = process.env;
/** While this file is there, nobody is let in. */
const CLOSED = '/state/closed';
const server = new Server();
const greeting = (name: string) => `hello ${name} from ${hostname()}, version ${VERSION}`;

server.addService(GREETER, {
  sayHello: ({ request }: ServerUnaryCall<string, string>, answer: sendUnaryData<string>) =>
    answer(null, greeting(request)),
  sayHelloThrice(call: ServerWritableStream<string, string>) {
    for (let i = 0; i < 3; i++) call.write(greeting(call.request));
    call.end();
  },
});

const services: Record<string, () => boolean> = { '': () => true, [GREETER_NAME]: () => !existsSync(CLOSED) };
const health: HealthServer = {
  check({ request: { service = '' } }, answer) {
    const isServing = services[service];
    if (!isServing) return answer({ code: status.NOT_FOUND, details: `unknown service ${service}` });
    answer(null, { status: isServing() ? ServingStatus.SERVING : ServingStatus.NOT_SERVING });
  },
  list: (_call, answer) => answer({ code: status.UNIMPLEMENTED }),
  watch: (call) => void call.emit('error', { code: status.UNIMPLEMENTED }),
};
server.addService(HealthService, health);

server.bindAsync(`0.0.0.0:${PORT}`, ServerCredentials.createInsecure(), (error) => {
  if (error) throw error;
});
process.once('SIGTERM', () => server.tryShutdown(() => process.exit()));
