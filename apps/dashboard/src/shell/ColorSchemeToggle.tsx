import { ActionIcon, type MantineColorScheme, useMantineColorScheme } from '@mantine/core';
import { IconDeviceDesktop, IconMoon, IconSun } from '@tabler/icons-react';

const steps = {
  auto: { next: 'light', icon: IconDeviceDesktop, words: 'as the system' },
  light: { next: 'dark', icon: IconSun, words: 'light' },
  dark: { next: 'auto', icon: IconMoon, words: 'dark' },
} as const satisfies Record<MantineColorScheme, unknown>;

/** One button, three states: as the system, light, dark. */
export function ColorSchemeToggle() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const { next, icon: Icon, words } = steps[colorScheme];
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size="lg"
      aria-label={`Colours: ${words}. Change to ${steps[next].words}`}
      title={`Colours: ${words} (t)`}
      onClick={() => setColorScheme(next)}
    >
      <Icon size={19} stroke={1.6} />
    </ActionIcon>
  );
}
