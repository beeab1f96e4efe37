import { toleratesDeviceTaint } from '@kubets/api';
import { atOnce } from '@kubets/apimachinery';
import type { DeviceExpression } from '@kubets/cel';
import type { DeviceSelector, DeviceTaint, DeviceToleration } from '@kubets/proto-gen/resource/v1';
import type { OfferedDevice } from './device-pools';

const MOST_KNOWN = 1000;
const known = new Map<string, DeviceExpression>();
let expressions: typeof import('./device-expressions') | undefined;

/** The language that devices are selected by is loaded where somebody claims any; undefined once it is there. */
export function loadDeviceExpressions(): Promise<void> | undefined {
  return expressions ? undefined : import('./device-expressions').then((loaded) => void (expressions = loaded));
}

function loadedExpressions(): NonNullable<typeof expressions> {
  if (!expressions) throw new Error('the language of device selectors is not loaded yet');
  return expressions;
}

function compiled(text: string): DeviceExpression {
  let expression = known.get(text);
  if (!expression) {
    expression = atOnce(loadedExpressions().compileDeviceExpression(text));
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(text, expression);
  }
  return expression;
}

/** Whether a device is what all selectors want. @throws Error for what cannot be told of it. */
export function isSelected(selectors: readonly DeviceSelector[], { driver, device }: OfferedDevice): boolean {
  return selectors.every(({ cel }) => {
    const { program, problem } = compiled(cel?.expression ?? '');
    if (!program) throw new Error(problem);
    return atOnce(loadedExpressions().deviceMatches(program, { ...device, driver }));
  });
}

/** Whether no taint keeps a device from being allocated. */
export const isTolerated = (taints: readonly DeviceTaint[], tolerations: readonly DeviceToleration[] = []): boolean =>
  taints.every(
    (taint) => taint.effect === 'None' || tolerations.some((toleration) => toleratesDeviceTaint(toleration, taint)),
  );

/** The value of an attribute by its full name, as a text that is equal for equal values alone. */
export function attributeText({ driver, device }: OfferedDevice, name: string): string | undefined {
  const attributes = device.attributes ?? {};
  const bare = name.startsWith(`${driver}/`) ? name.slice(driver.length + 1) : undefined;
  const found = attributes[name] ?? (bare === undefined ? undefined : attributes[bare]);
  if (!found) return undefined;
  const { int, bool, string, version } = found;
  return JSON.stringify([int === undefined ? null : String(int), bool ?? null, string ?? null, version ?? null]);
}
