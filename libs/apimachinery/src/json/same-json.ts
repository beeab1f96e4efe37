/** What nests deeper is not looked at to its end. */
const MOST_LEVELS = 64;

/**
 * Tells whether two values are surely the same to the last member, until so many have been looked at in all: from then on, and of what
 * differs, false. A member that is undefined is none. Makes nothing, so that where most stays as it was, the rest is all that costs.
 */
export function createSameness(most: number): (a: unknown, b: unknown) => boolean {
  let left = most;

  function isSame(a: unknown, b: unknown, level = 0): boolean {
    if (a === b) return true;
    if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
    if (left <= 0 || level > MOST_LEVELS || Array.isArray(a) !== Array.isArray(b)) return false;
    return Array.isArray(a) ? areSameItems(a, b as unknown[], level + 1) : areSameMembers(a, b, level + 1);
  }

  function areSameItems(a: unknown[], b: unknown[], level: number): boolean {
    left -= a.length;
    if (a.length !== b.length || left <= 0) return false;
    for (let index = 0; index < a.length; index++) if (!isSame(a[index], b[index], level)) return false;
    return true;
  }

  function areSameMembers(a: object, b: object, level: number): boolean {
    const [members, others] = [a as Record<string, unknown>, b as Record<string, unknown>];
    let more = 0;
    for (const key in members) {
      const one = members[key];
      if (one === undefined) continue;
      if (--left <= 0 || !Object.prototype.hasOwnProperty.call(others, key) || !isSame(one, others[key], level))
        return false;
      more++;
    }
    for (const key in others) if (others[key] !== undefined) more--;
    return more === 0;
  }

  return (a, b) => isSame(a, b);
}
