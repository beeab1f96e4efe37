// npm run bench -- xds [--services 10000] [--endpoints 10] [--clients 100] [--subscribed 20] [--changes 200]
// What a changed endpoint costs the server that tells gRPC clients the endpoints of Services: bytes on the wire, clients that are told, and time of
// the processor; beside it the bytes of telling everybody all they subscribed to.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('xds', { programs: ['bench/xds/main.ts'] });
