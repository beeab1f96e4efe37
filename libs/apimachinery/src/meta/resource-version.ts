/**
 * Whether a resourceVersion can be compared with others: a number above zero in its usual form, as long as it may be.
 * 0 stands for whatever there is and is no object's.
 */
export const isComparableResourceVersion = (text: string): boolean => /^[1-9][0-9]*$/.test(text);

/** What is said of one that cannot be. */
export const notComparable = (text: string): string => `resource version is not well formed: ${text}`;

/**
 * Which of two resourceVersions of one resource is the newer: below zero when `a` is the older one, 0 when they are the same.
 * @throws Error for one that cannot be compared ({@link isComparableResourceVersion}), in Kubernetes' words.
 */
export function compareResourceVersions(a: string, b: string): number {
  for (const text of [a, b]) if (!isComparableResourceVersion(text)) throw new Error(notComparable(text));
  if (a.length !== b.length) return a.length - b.length;
  return a === b ? 0 : a < b ? -1 : 1;
}
