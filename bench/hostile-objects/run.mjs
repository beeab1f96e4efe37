// node bench/hostile-objects/run.mjs [--only REGEX] [--kinds REGEX] [--bound 100] [--batch 40] [--wait 20]
// A control plane of our own over a real etcd (apiserver, controller-manager, scheduler, dns, cloud-lb; no root, no nodes), and
// objects that nobody means: each field of each kind, of its status too, at the values that it is not made for, and objects that
// refer to each other in circles and crowds. After each batch a client beside has a ReplicaSet's pod made, scheduled and taken
// away again. Prints for each batch how long that took and the longest turn of each service, and fails when one has ended, one
// stayed busy, or the client beside was not served within so many seconds; --bound is for the turns it tells of.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('hostile-objects', {
  services: ['apiserver', 'controller-manager', 'scheduler', 'dns', 'cloud-lb'],
  programs: ['bench/hostile-objects/main.ts', 'bench/large-writes/turn-probe.ts'],
});
