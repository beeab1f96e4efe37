// node bench/dns/run.mjs [--services 10000] [--queries 200000] [--rounds 3] [--coredns FILE] [--only-processes]
// Whole servers fed by our API server, beside CoreDNS where its program is given (or is $COREDNS); as root. Then of ours alone
// queries per second of the server's CPU time, against a bare node:dgram echo on the same machine in the same run; and of two workers that share the port.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('dns', {
  services: ['apiserver', 'dns'],
  programs: ['main.ts', 'processes.ts', 'dns-server.ts', 'echo-server.ts', 'workers-server.ts'].map(
    (file) => `bench/dns/${file}`,
  ),
});
