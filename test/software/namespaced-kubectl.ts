import { kubectls, type Kubectl } from '../e2e/cluster/kubectl';

/** The newest kubectl of this machine, whose commands are about one namespace unless they say otherwise. */
export function namespacedKubectl(namespace: string): Kubectl {
  const plain = kubectls().at(-1)!;
  const named = (line: string) => `--namespace ${namespace} ${line}`;
  const kubectl = (line: string, options?: Parameters<Kubectl>[1]) => plain(named(line), options);
  return Object.assign(kubectl, plain, {
    try: (line: string, options?: Parameters<Kubectl>[1]) => plain.try(named(line), options),
    json: (line: string) => plain.json(named(line)),
  });
}
