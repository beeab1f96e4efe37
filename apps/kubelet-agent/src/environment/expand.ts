/**
 * Replaces `$(NAME)` by the variable's value, as Kubernetes does in commands, arguments and values: `$$` stands for
 * one dollar, and a reference to something unknown stays as it is.
 */
export function expand(text: string, lookup: (name: string) => string | undefined): string {
  return text.replace(/\$(\$|\(([^()]*)\))/g, (whole, next: string, name: string) => (next === '$' ? '$' : (lookup(name) ?? whole)));
}
