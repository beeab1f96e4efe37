/** `spec.replicas` of an object as the service writes it; 1 where it says nothing. */
export function parseReplicas(yaml: string): number {
  const [, replicas = '1'] = /^spec:\n(?: .*\n)*? {2}replicas: (\d+)$/m.exec(yaml) ?? [];
  return Number(replicas);
}
