// node bench/proxy/run.mjs [SERVICES …] [--kube-proxy FILE] [--only-processes]: needs Linux, root and nftables; works in network namespaces
// of its own. Whole proxies first, of this checkout and of Kubernetes where its program is given (or is $KUBE_PROXY), then parts of ours.
import { runBundled } from '../../tools/build/run-bundled.mjs';

await runBundled('proxy', {
  services: ['apiserver', 'proxy'],
  programs: ['bench/proxy/main.ts', 'bench/proxy/memory.ts', 'bench/proxy/processes.ts'],
  // Programs that run in the namespaces.
  copied: ['apps/proxy/src/testing/echo-server.cjs', 'bench/proxy/connect-times.cjs'],
});
