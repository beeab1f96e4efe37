/** A fuzzed Deployment of two thousand million replicas would be taken at its word, and the cluster would be busy with that. */
export function withFewReplicas(body: Buffer): Buffer {
  const text = body.toString('latin1');
  const tamed = text.replace(/(\breplicas"?\s*:\s*"?)(\d{1,9}|[01]\d{9}|20\d{8}|21[0-4]\d{7})(?![\d.eE])/g, '$12');
  return tamed === text ? body : Buffer.from(tamed, 'latin1');
}
