/** What a request's answer warns of, each text once and in order. */
export interface Warnings {
  add(text: string): void;
  /** What is sent. All together are at most 4,096 characters; when they would be more, each is cut after 256. */
  list(): string[];
}

const MAX_CHARACTERS = 4096;
const MAX_WHEN_CUT = 256;

/** Limits of Kubernetes: clients break off at headers that are much larger. */
export function createWarnings(): Warnings {
  const texts = new Set<string>();
  let characters = 0;
  return {
    add(text) {
      // Even cut to one character each, no more would fit.
      if (text === '' || texts.size >= MAX_CHARACTERS || texts.has(text)) return;
      const kept = cut(text, MAX_CHARACTERS + 1);
      texts.add(kept);
      characters += lengthOf(kept);
    },
    list() {
      if (characters <= MAX_CHARACTERS) return [...texts];
      const sent: string[] = [];
      let left = MAX_CHARACTERS;
      for (const text of texts) {
        const short = cut(text, MAX_WHEN_CUT);
        left -= lengthOf(short);
        if (left < 0) break;
        sent.push(short);
      }
      return sent;
    },
  };
}

const lengthOf = (text: string): number => Array.from(text).length;

/** The first `max` characters; none is torn apart. */
function cut(text: string, max: number): string {
  if (text.length <= max) return text;
  return Array.from(text.slice(0, 2 * max))
    .slice(0, max)
    .join('');
}
