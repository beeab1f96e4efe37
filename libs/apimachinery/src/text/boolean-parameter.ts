/** As Kubernetes reads a boolean query parameter: all but 0 and false means yes, no value too. */
export function isTrue(value: string | null): boolean {
  return value !== null && value !== '0' && value.toLowerCase() !== 'false';
}
