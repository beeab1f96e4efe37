const REPLICAS = /(\breplicas"?\s*:\s*"?)(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g;
const LARGEST = 2 ** 31;

/** A fuzzed Deployment of two thousand million replicas would be taken at its word, and the cluster would be busy with that. */
export function withFewReplicas(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const tamed = text.replace(REPLICAS, (whole, name: string, count: string) =>
    Number(count) > 2 && Number(count) < LARGEST ? `${name}2` : whole,
  );
  return tamed === text ? body : Buffer.from(tamed, 'latin1');
}
