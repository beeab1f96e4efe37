import { status } from '@grpc/grpc-js';

export interface PageCommand {
  /** Without the code behind it. */
  line: string;
  /** Variables and functions that the page gave before. */
  definitions: string;
  /** The gRPC code the page says it fails with; OK when it says nothing. */
  code: status;
}

/** The commands in a page's plain code blocks, in order. `NAME=…` and `name() {…}` define, everything else is run. */
export function pageCommands(markdown: string): PageCommand[] {
  const blocks = [...markdown.matchAll(/^```(.*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, text]) =>
    language === '' ? [text!] : [],
  );
  const commands: PageCommand[] = [];
  let definitions = '';
  for (const line of blocks.flatMap((block) => block.split('\n')).filter(Boolean)) {
    if (/^\w+(=|\(\) \{)/.test(line)) definitions += `${line}\n`;
    else commands.push({ ...parseCommand(line), definitions });
  }
  return commands;
}

function parseCommand(text: string): Pick<PageCommand, 'line' | 'code'> {
  const mark = text.lastIndexOf(' # ');
  const named = mark >= 0 && /^[A-Z_]+$/.test(text.slice(mark + 3));
  const [line, name] = named ? [text.slice(0, mark).trimEnd(), text.slice(mark + 3)] : [text, 'OK'];
  const code = status[name as keyof typeof status];
  if (code === undefined) throw new Error(`${name} is no gRPC code, in: ${text}`);
  return { line, code };
}
