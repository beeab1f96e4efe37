export interface Commands {
  process?: string;
  container?: string;
}

/** The commands in the code blocks of a page, by the heading (###) they stand under. */
export function documentedCommands(markdown: string): Map<string, Commands> {
  const sections = markdown
    .split(/^### /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section] as const);
  return new Map(
    sections.flatMap(([title, text]) => {
      const lines = [...text.matchAll(/^```\n([\s\S]*?)^```$/gm)].map((match) =>
        match[1]!.replace(/\\\n\s*/g, '').trim(),
      );
      const commands = {
        process: lines.find((line) => line.startsWith('node ')),
        container: lines.find((line) => line.startsWith('docker run ')),
      };
      return commands.process || commands.container ? [[title, commands] as [string, Commands]] : [];
    }),
  );
}
