import { mergedExposition } from './merged-exposition';

const own = `# HELP answers_total Answers.
# TYPE answers_total counter
answers_total{code="a b"} 1

# HELP names Names.
# TYPE names gauge
names 7
`;
const other = `# HELP names Names.
# TYPE names gauge
names 8

# HELP answers_total Answers.
# TYPE answers_total counter
answers_total{code="a b"} 2

# HELP more More.
# TYPE more gauge
more 1
`;

test('the samples of each metric stand together, once described', () => {
  const label = { name: 'worker', value: '1' };
  expect(mergedExposition(own, [{ text: other, label }])).toBe(`# HELP answers_total Answers.
# TYPE answers_total counter
answers_total{code="a b"} 1
answers_total{code="a b",worker="1"} 2

# HELP names Names.
# TYPE names gauge
names 7
names{worker="1"} 8

# HELP more More.
# TYPE more gauge
more{worker="1"} 1
`);
});

test('alone it stays as it is', () => {
  expect(mergedExposition(own, [])).toBe(own);
});
