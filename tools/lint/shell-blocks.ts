/** What a reader pastes into a shell: the blocks of a page that say no language, or that they are `sh`. */
export function shellBlocks(markdown: string): string[] {
  return [...markdown.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].flatMap(([, language, text]) =>
    language === '' || language === 'sh' ? [text!] : [],
  );
}

/** A command in a block, without what is only told of it, and with the lines that it goes on in. */
export function commandLines(block: string): string[] {
  return block
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .map((line) => line.replace(/(^|\s)#.*$/, '').trim())
    .filter(Boolean);
}
