/** Distinct keys in the order of their bytes (as far as keys are ASCII, which those of Kubernetes are). */
export class SortedKeys {
  private readonly keys: string[];

  constructor(keys: Iterable<string> = []) {
    this.keys = [...new Set(keys)].sort((a, b) => (a < b ? -1 : 1));
  }

  add(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] !== key) this.keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.indexOf(key);
    if (this.keys[index] === key) this.keys.splice(index, 1);
  }

  /** Those from `first`, inclusive, to `end`, exclusive. */
  range(first: string, end: string): string[] {
    return this.keys.slice(this.indexOf(first), this.indexOf(end));
  }

  /** Where the key is, or would be. */
  private indexOf(key: string): number {
    let [low, high] = [0, this.keys.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.keys[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
