import { NativeSelect } from '@mantine/core';
import type { VariableEdit } from '@probity/learn';
import { groupsOf, moveLevel } from './edit-bins.js';
import type { ShownVariable } from './shown-variable.js';

interface LevelGroupsProps {
  readonly variable: ShownVariable;
  readonly labelOf: (level: string) => string;
  readonly onGroups: (edit: VariableEdit) => void;
}

/** The levels of a category, each with the bin it lies in. */
export function LevelGroups({ variable, labelOf, onGroups }: LevelGroupsProps) {
  const groups = groupsOf(variable);
  const options = [
    ...groups.map((_, index) => ({ value: String(index), label: `Bin ${index + 1}` })),
    { value: String(groups.length), label: 'A bin of its own' },
  ];
  return (
    <ol className="level-groups" aria-label="Levels by bin">
      {groups.map((levels, index) => (
        <li key={levels.join('\u0000')}>
          <b>Bin {index + 1}</b>
          <ul>
            {levels.map((level) => (
              <li key={level}>
                <span>{labelOf(level)}</span>
                <NativeSelect
                  size="xs"
                  aria-label={`Bin of ${labelOf(level)}`}
                  value={String(index)}
                  data={options}
                  onChange={(event) => onGroups(moveLevel(variable, level, Number(event.currentTarget.value)))}
                />
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
