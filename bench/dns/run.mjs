// node bench/dns/run.mjs [--services 10000] [--queries 200000] [--rounds 3]
// Queries per second of the server's CPU time, against a bare node:dgram echo on the same machine in the same run; and of two workers that share the port.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('dns', {
  programs: ['main.ts', 'dns-server.ts', 'echo-server.ts', 'workers-server.ts'].map((file) => `bench/dns/${file}`),
});
