// node bench/large-writes/run.mjs [--only REGEX] [--bound 100] [--small 1000] [--profile DIRECTORY] [--fields]
// Sends the apiserver's built bundle, over a real etcd, the requests that take it longest, and prints for each the longest
// turn of its event loop and the longest wait of a client that reads a small object every 10 ms; fails when a turn was
// longer than the bound in milliseconds. First, how long small writes take. With --fields, instead of the inputs that are known
// to take long: for every list and map of every kind an object that is most of it, created, written once more and deleted.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('large-writes', {
  services: ['apiserver'],
  programs: ['bench/large-writes/main.ts', 'bench/large-writes/turn-probe.ts', 'bench/apiserver/small-reader.ts'],
});
