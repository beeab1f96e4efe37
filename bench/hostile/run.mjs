// node bench/hostile/run.mjs [--kube-apiserver FILE] [--only REGEX] [--bound 100] [--turn 50] [--rest 60] [--json]
// Aimed inputs, one after the other, each to Kubernetes' kube-apiserver (a binary, or KUBE_APISERVER) and to ours, with a
// client beside each that reads an object every 10 ms. Prints for each kind of input how many were held and the longest wait
// of that client; memory before, at the peak and so many seconds after; what was not held, what made the client wait longer
// than the bound in milliseconds, what had a turn of our event loop longer than another bound, in milliseconds that its thread was
// running, and what Kubernetes answers with another code. gRPC calls and DNS packets go to ours alone.
// The etcd of both is the one in PATH.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('hostile', {
  services: ['apiserver', 'dns'],
  programs: ['bench/hostile/main.ts', 'bench/apiserver/small-reader.ts', 'bench/large-writes/turn-probe.ts'],
});
