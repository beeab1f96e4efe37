import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { atOnce, settleSteps } from '@kubets/apimachinery';
import {
  CompileError,
  createEnvironment,
  EvaluationError,
  kubernetesLibraries,
  typeText,
  type Value,
} from '@kubets/cel';
import { moduleFolder } from '../module-folder';
import { LEFT_OUT_FILES, LEFT_OUT_SECTIONS, LEFT_OUT_TESTS } from './left-out';
import { messageOf, messagesOf, parseTextFormat, textOf, type Message } from './text-format';
import { NotHere, shape, typeOf, valueOf } from './vector-value';

/** What every reading of CEL is held to, from the module that the language's definition is published in. */
const MODULE = 'cel.dev/expr@v0.25.2';
const BUDGET = 1_000_000;
/** Without what only refuses: the language's own tests mix types in lists. */
const LIBRARIES = kubernetesLibraries.filter(({ functions }) => functions.length > 0);

interface Vector {
  id: string;
  test: Message;
}

const downloaded = moduleFolder(MODULE, "CEL's conformance data");
const folder = downloaded && join(downloaded, 'tests/simple/testdata');

function vectors(): Vector[] {
  const files = folder
    ? readdirSync(folder).filter((file) => file.endsWith('.textproto') && !LEFT_OUT_FILES[file])
    : [];
  return files.flatMap((file) => {
    const of = file.replace('.textproto', '');
    return messagesOf(parseTextFormat(readFileSync(join(folder!, file), 'utf8')), 'section').flatMap((section) => {
      const path = `${of}/${textOf(section, 'name')}`;
      if (LEFT_OUT_SECTIONS[path]) return [];
      return messagesOf(section, 'test')
        .map((test) => ({ id: `${path}/${textOf(test, 'name')}`, test }))
        .filter(({ id, test }) => !LEFT_OUT_TESTS[id] && !isOfMessages(test));
    });
  });
}

/** Whether it is about messages of protobuf, or functions of its own. */
function isOfMessages(test: Message): boolean {
  if (
    /TestAllTypes|google\.protobuf\.(?!Timestamp|Duration)|NestedTestAllTypes|\b(Global|Nested)Enum/.test(
      textOf(test, 'expr')!,
    )
  )
    return true;
  try {
    variablesOf(test);
    expectedOf(test);
    return false;
  } catch (error) {
    if (error instanceof NotHere) return true;
    throw error;
  }
}

const variablesOf = (test: Message) =>
  Object.fromEntries(
    messagesOf(test, 'type_env').map((declaration) => {
      const ident = messageOf(declaration, 'ident');
      if (!ident) throw new NotHere('a function');
      return [textOf(declaration, 'name')!, typeOf(messageOf(ident, 'type'))];
    }),
  );

const bindingsOf = (test: Message) =>
  new Map(
    messagesOf(test, 'bindings').map((binding): [string, Value] => [
      textOf(binding, 'key')!,
      valueOf(messageOf(messageOf(binding, 'value'), 'value')),
    ]),
  );

/** The value, type or mere failure that a test asks for; nothing said is true. */
function expectedOf(test: Message): Omit<Answer, 'refused'> {
  bindingsOf(test);
  if (test.has('eval_error') || test.has('any_eval_errors')) return { fails: true };
  const typed = messageOf(test, 'typed_result');
  const value = messageOf(test, 'value') ?? messageOf(typed, 'result');
  const type = messageOf(typed, 'deduced_type');
  return {
    ...(value ? { value: shape(valueOf(value)) } : typed ? {} : { value: true }),
    ...(type ? { type: typeText(typeOf(type)) } : {}),
  };
}

interface Answer {
  value?: unknown;
  type?: string;
  fails?: boolean;
  refused?: boolean;
}

function answered(test: Message): Answer {
  const variables = variablesOf(test);
  try {
    const program = createEnvironment({ variables, libraries: LIBRARIES }).compile(textOf(test, 'expr')!);
    const type = typeText(program.type);
    if (textOf(test, 'check_only') === 'true') return { type };
    return { type, value: shape(atOnce(settleSteps(program.evaluate(bindingsOf(test), BUDGET))).value) };
  } catch (error) {
    if (error instanceof CompileError || error instanceof EvaluationError)
      return { fails: true, value: error.message, refused: error instanceof CompileError };
    throw error;
  }
}

const describeVectors = folder ? describe : describe.skip;

describeVectors(`expressions of ${MODULE}`, () => {
  const all = vectors();

  test('are all there', () => {
    expect(all.length).toBeGreaterThanOrEqual(1000);
  });

  test.each(all.map(({ id, test }) => [id, textOf(test, 'expr')!, test] as const))('%s: %s', (_, __, vector) => {
    const [expected, found] = [expectedOf(vector), answered(vector)];
    // What is meant to be evaluated unchecked: here everything is checked, and may be refused.
    if (textOf(vector, 'disable_check') === 'true' && found.refused) return;
    expect(found).toMatchObject(expected);
  });
});
