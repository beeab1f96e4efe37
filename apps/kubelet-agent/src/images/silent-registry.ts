/** What programs say of a network that leads nowhere, as against a registry that refuses. */
const NO_ANSWER =
  /dial tcp|no such host|connection refused|i\/o timeout|network is unreachable|no route to host|TLS handshake timeout|server misbehaving/;
const ASKED = /"https?:\/\/([\w.:[\]-]{1,255})\//;

/** The error of a pull, and where a registry did not answer at all, which one that was and what helps. */
export function withRegistryHint(message: string): string {
  const registry = NO_ANSWER.test(message) ? ASKED.exec(message)?.[1] : undefined;
  if (registry === undefined) return message;
  return `${message} (the registry ${registry} is out of this node's reach: start kubets with --registry-mirror URL, or bring the image by kubets load)`;
}
