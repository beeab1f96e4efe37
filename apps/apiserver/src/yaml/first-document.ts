const MARKER = /^(?:---|\.\.\.)(?=\s|$)/gm;

/** The text up to where its second document begins: only the first counts, and what follows need not even be YAML. */
export function firstDocument(text: string): string {
  for (const { index } of text.matchAll(MARKER)) {
    if (text.startsWith('...', index) || !isPreamble(text.slice(0, index))) return text.slice(0, index);
  }
  return text;
}

/** Nothing but comments, directives and space; line by line, so that the time is linear. */
function isPreamble(text: string): boolean {
  return text.split('\n').every((line) => /^[ \t\r\ufeff]*(?:[#%].*)?$/.test(line));
}
