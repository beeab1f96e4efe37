import type { ContainerName } from '../../protocol/answers';

export function ContainerChoice({ containers, value, onChoose }: { containers: readonly ContainerName[]; value: string; onChoose(name: string): void }) {
  return (
    <select aria-label="Container" value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
      {containers.map(({ name, role }) => (
        <option key={name} value={name}>
          {role === 'container' ? name : `${name} (${role})`}
        </option>
      ))}
    </select>
  );
}
