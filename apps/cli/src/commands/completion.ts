import type { Command } from 'commander';

/** What there is to complete: each command's words and flags, by the command's name; '' is for the first word. */
export type Completions = Readonly<Record<string, readonly string[]>>;

/** Of a program's visible commands. */
export function completionsOf(program: Command): Completions {
  const visible = program.createHelp().visibleCommands(program);
  const flags = (command: Command) => command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  const entries = visible.map((command) => [
    command.name(),
    [
      ...command.commands.map((below) => below.name()),
      ...command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices),
      ...flags(command),
      ...command.commands.flatMap(flags),
      '--help',
    ],
  ]);
  return { '': visible.map((command) => command.name()), ...Object.fromEntries(entries) } as Completions;
}

/** A script that the shell reads, as in `source <(kubets completion bash)`. @throws Error for another shell. */
export function completionScript(shell: string, completions: Completions): string {
  const make = SHELLS[shell];
  if (!make) throw new Error(`${shell}: ${Object.keys(SHELLS).join(', ')} are known`);
  return make(completions);
}

const SHELLS: Record<string, (completions: Completions) => string> = {
  bash: (completions) => `_kubets() {
  local words=""
  case "\${COMP_CWORD}:\${COMP_WORDS[1]}" in
    1:*) words="${words(completions, '')}" ;;
${commandsOf(completions)
  .map((name) => `    *:${name}) words="${words(completions, name)}" ;;`)
  .join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _kubets kubets
`,
  zsh: (completions) => `#compdef kubets
_kubets() {
  if (( CURRENT == 2 )); then compadd -- ${words(completions, '')}; return; fi
  case "$words[2]" in
${commandsOf(completions)
  .map((name) => `    ${name}) compadd -- ${words(completions, name)} ;;`)
  .join('\n')}
  esac
  _files
}
compdef _kubets kubets
`,
  fish: (completions) =>
    [
      `complete -c kubets -n __fish_use_subcommand -f -a '${words(completions, '')}'`,
      ...commandsOf(completions).map(
        (name) => `complete -c kubets -n '__fish_seen_subcommand_from ${name}' -a '${words(completions, name)}'`,
      ),
      '',
    ].join('\n'),
};

const commandsOf = (completions: Completions) => Object.keys(completions).filter(Boolean);
const words = (completions: Completions, name: string) => [...new Set(completions[name])].join(' ');
