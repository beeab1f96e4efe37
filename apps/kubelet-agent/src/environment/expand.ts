/** Of one argument or variable, and of all of a program's together: Linux starts none with more (execve(2), E2BIG). In characters. */
const MOST_OF_ONE = 128 * 1024;
const MOST_OF_ALL = 6 * 1024 * 1024;

/**
 * Replaces `$(NAME)` by the variable's value, as Kubernetes does in commands, arguments and values: `$$` stands for
 * one dollar, and a reference to something unknown stays as it is. Throws Error when the text becomes longer than any
 * program can be given: variables may refer to each other, ten times each.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  let length = text.length;
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, next: string, name: string) => {
    const value = next === '$' ? '$' : (lookup(name) ?? whole);
    length += value.length - whole.length;
    if (length > MOST_OF_ONE && value.length > whole.length)
      throw new Error(
        `argument list too long: ${whole.slice(0, 100)} makes a text of more than ${MOST_OF_ONE} characters`,
      );
    return value;
  });
}

/** Counts what a program is given, and throws Error once it is more than can be. */
export function createLengthBudget(): (text: string) => string {
  let used = 0;
  return (text) => {
    used += text.length;
    if (used > MOST_OF_ALL)
      throw new Error(`argument list too long: more than ${MOST_OF_ALL} characters of arguments or variables`);
    return text;
  };
}

/** All words of a command, expanded. */
export function expandAll(words: readonly string[], lookup: (name: string) => string | undefined): string[] {
  const within = createLengthBudget();
  return words.map((word) => within(expand(word, lookup)));
}
