import type { ClusterUnderTest } from './cluster-under-test';
import { command, tryCommand } from './command';
import { eventually } from './eventually';

const CURL = ['curl', '--silent', '--show-error', '--max-time', '5'];

/** curl, run on a cluster's nodes and on the machine of its user, the host. */
export function clientsOf({ nodes, nodePrefix, machinePrefix }: ClusterUnderTest) {
  const run = <T>(how: (program: string, args: string[]) => T, words: readonly string[]) =>
    how(words[0]!, words.slice(1));
  const curlFromHost = (...args: string[]) => run(command, [...machinePrefix, ...CURL, ...args]);
  const curlFromNode = async (node: string, ...args: string[]) =>
    run(command, [...(await nodePrefix(node)), ...CURL, ...args]);
  const tryCurlFromNode = async (node: string, ...args: string[]) =>
    run(tryCommand, [...(await nodePrefix(node)), ...CURL, ...args]);

  /** Every node reaches the URL and finds the text there. */
  async function answersFromEveryNode(url: string, text: string, ...curlArgs: string[]): Promise<void> {
    for (const node of nodes) {
      await eventually(async () => expect(await curlFromNode(node, ...curlArgs, url)).toContain(text), 10_000);
    }
  }

  return { curlFromHost, curlFromNode, tryCurlFromNode, answersFromEveryNode };
}
