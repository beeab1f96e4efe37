/** Reads a text from left to right, each character once. */
export interface TextScanner {
  /** What the pattern matches here, and steps over it; empty when it does not match. The pattern is sticky (`y`). */
  take(pattern: RegExp): string;
  readonly atEnd: boolean;
  /** What has not been read yet. */
  readonly rest: string;
}

export function createTextScanner(text: string): TextScanner {
  let at = 0;
  return {
    take(pattern) {
      pattern.lastIndex = at;
      const found = pattern.exec(text)?.[0] ?? '';
      at += found.length;
      return found;
    },
    get atEnd() {
      return at >= text.length;
    },
    get rest() {
      return text.slice(at);
    },
  };
}
