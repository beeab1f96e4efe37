/** A member `replicas` in JSON, YAML or a JSON patch, or what a JSON patch has as its value where `replicas` is its path, up to the number. */
const REPLICAS = [
  /(\breplicas"?\s*:\s*"?)(\d[\w.+-]*)/g,
  /(\/replicas"\s*(?:,\s*"from"\s*:\s*"[^"]*"\s*)?,\s*"value"\s*:\s*)(\d[\w.+-]*)/g,
];
/** Who reads YAML takes numbers in more forms than JavaScript; what nobody takes for one may stay. */
const LARGEST = 2 ** 31;

/** A fuzzed Deployment of two thousand million replicas would be taken at its word, and the cluster would be busy with that. */
export function withFewReplicas(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const tame = (whole: string, name: string, token: string) => {
    const count = Number(token.replaceAll('_', ''));
    return count <= 2 || count >= LARGEST ? whole : `${name}2`;
  };
  const tamed = REPLICAS.reduce((before, pattern) => before.replace(pattern, tame), text);
  return tamed === text ? body : Buffer.from(tamed, 'latin1');
}
