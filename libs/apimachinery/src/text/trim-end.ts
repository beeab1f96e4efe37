/** The text without the characters of `characters` that stand at its end. A regular expression would look at each run of them from each of its characters. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text[end - 1]!)) end--;
  return text.slice(0, end);
}
