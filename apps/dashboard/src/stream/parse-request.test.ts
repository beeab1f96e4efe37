import { parseRequest } from './parse-request';

test('what is asked, and nothing else of it', () => {
  expect(parseRequest('{"id":1,"op":"table","group":"","version":"v1","resource":"pods","more":1}')).toEqual({
    id: 1,
    op: 'table',
    group: '',
    version: 'v1',
    resource: 'pods',
  });
  expect(parseRequest('{"id":1,"op":"input","text":"ls\\n"}')).toEqual({ id: 1, op: 'input', text: 'ls\n' });
});

test.each([
  ['{', 'JSON'],
  ['7', 'an object'],
  ['{"op":"kinds"}', 'id'],
  ['{"id":1.5,"op":"kinds"}', 'id'],
  ['{"id":1}', 'there is no operation undefined'],
  ['{"id":1,"op":"constructor"}', 'there is no operation constructor'],
  ['{"id":1,"op":"__proto__"}', 'there is no operation'],
  ['{"id":1,"op":"table","group":"","version":"v1"}', 'table: resource is to be a name'],
  [`{"id":1,"op":"picture","namespace":"${'x'.repeat(1025)}"}`, 'namespace is to be a name'],
  ['{"id":1,"op":"resize","columns":-1,"rows":1}', 'columns is to be a number'],
  [
    '{"id":1,"op":"exec","namespace":"n","pod":"p","container":"c","command":[1],"columns":1,"rows":1}',
    'command is to be a words',
  ],
])('%s is refused', (text, message) => expect(() => parseRequest(text)).toThrow(message));
