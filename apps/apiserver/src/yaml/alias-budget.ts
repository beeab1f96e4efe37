import { YamlProblem } from './yaml-problem';

/** What aliases may make of a text: as many characters as five bodies of the largest size. */
const MAX_EXPANDED_CHARS = 16 * 1024 * 1024;

const LOW = 400_000;
const HIGH = 4_000_000;

/** The share of nodes that aliases may stand for, as in Go's reader: nearly all in small texts, a tenth in huge ones. */
function allowedShare(nodes: number): number {
  if (nodes <= LOW) return 0.99;
  return nodes >= HIGH ? 0.1 : 0.99 - 0.89 * ((nodes - LOW) / (HIGH - LOW));
}

/** Size of a value with all that its aliases stand for. */
export interface Extent {
  nodes: number;
  chars: number;
  depth: number;
}

/** Counts what a text grows to, so that a few lines cannot stand for gigabytes. */
export function createAliasBudget() {
  let nodes = 0;
  let fromAliases = 0;
  let chars = 0;
  return {
    node(size: number): void {
      nodes++;
      chars += size;
    },
    /** @throws YamlProblem when the text grows too much. */
    alias(extent: Extent): void {
      nodes += extent.nodes;
      fromAliases += extent.nodes;
      chars += extent.chars;
      const isExcessive = fromAliases > 100 && nodes > 1000 && fromAliases / nodes > allowedShare(nodes);
      if (isExcessive || chars > MAX_EXPANDED_CHARS)
        throw new YamlProblem('yaml: document contains excessive aliasing');
    },
  };
}
