import { copySteps, equalSteps, type KubeObject } from '@kubets/apimachinery';
import type { AdmissionRound } from '../pipeline/admission';
import { inTurns } from '../pipeline/turns';

/** Which webhooks or policies of a plugin are to be asked again when somebody changes the object after them. */
export interface Reinvocation {
  /** Whether this one is to be asked: in a second round only who saw the object before it was changed. */
  isDue(id: string): boolean;
  /** Somebody has changed the object: whoever was asked before may want to see it once more. */
  changed(): void;
  /** It wants to be asked again after changes. */
  wantsAgain(id: string): void;
  /** What the plugin hands on. */
  leave(object: KubeObject | undefined): Promise<void>;
}

interface Memory {
  askedBefore: Set<string>;
  toAskAgain: Set<string>;
  output: KubeObject | undefined;
}

/** What a plugin remembers from the first round to the second, in which `object` is what others have made of it since. */
export async function reinvocationOf(
  plugin: string,
  round: AdmissionRound,
  object: KubeObject | undefined,
): Promise<Reinvocation> {
  const memory = (round.memory.get(plugin) as Memory | undefined) ?? {
    askedBefore: new Set(),
    toAskAgain: new Set(),
    output: undefined,
  };
  round.memory.set(plugin, memory);
  const changed = () => {
    for (const id of memory.askedBefore) memory.toAskAgain.add(id);
    memory.askedBefore.clear();
  };
  if (round.isSecond && !(await isSame(memory.output, object))) changed();
  return {
    isDue: (id) => !round.isSecond || memory.toAskAgain.has(id),
    changed() {
      changed();
      round.again();
    },
    wantsAgain: (id) => void memory.askedBefore.add(id),
    async leave(left) {
      memory.output = left && (await inTurns(copySteps(left)));
    },
  };
}

export const isSame = async (one: unknown, other: unknown): Promise<boolean> => inTurns(equalSteps(one, other));
