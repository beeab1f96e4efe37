import { createEnvironment } from '../environment';
import { kubernetesLibraries } from '../kubernetes';
import { bounded, INT, listOf, mapOf, STRING, type Type } from '../types/type';

const text = bounded(STRING, 100);
const variables: Record<string, Type> = {
  self: {
    kind: 'object',
    name: 'self',
    fields: new Map<string, { type: Type }>([
      ['n', { type: INT }],
      ['text', { type: text }],
      ['list', { type: bounded(listOf(text), 10) }],
      ['map', { type: bounded(mapOf(bounded(STRING, 0), INT), 5) }],
    ]),
  },
};
const { compile } = createEnvironment({ variables, libraries: kubernetesLibraries });

// By cel-go's figures.
test.each([
  ['true', 0],
  ['self.n > 1', 3],
  ['has(self.n)', 1],
  ['self.n > 1 && self.n < 3', 6],
  ['self.text == self.text', 14],
  ['self.text.startsWith("abcdefghijk")', 4],
  ['self.text.contains("abcdefghijk")', 22],
  ['self.text.matches("^[a-z]+$")', 24],
  ['self.text in self.list', 14],
  ['self.list.all(t, t == "a")', 53],
  ['self.list.map(t, t).size() == 1', 145],
  ['self.map.all(k, self.map[k] > 0)', 43],
  ['self.n > 1 ? self.text == "a" : true', 6],
  ['self.list.size() < 3', 4],
])('%s costs at most %d', (rule, cost) => expect(compile(rule).estimateCost()).toBe(cost));
