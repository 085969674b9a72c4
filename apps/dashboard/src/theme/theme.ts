import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Also read by public/color-scheme.js, before the first paint. */
export const COLOR_SCHEME_KEY = 'probity-color-scheme';

const petrol: MantineColorsTuple = [
  '#eef6f6',
  '#d9eaeb',
  '#b3d5d8',
  '#87bcc1',
  '#5a9fa6',
  '#307b83',
  '#1f6d75',
  '#12545b',
  '#0d4349',
  '#082f34',
];

const stone: MantineColorsTuple = [
  '#faf9f6',
  '#f4f2ed',
  '#e9e6df',
  '#dbd7ce',
  '#c3beb3',
  '#98948a',
  '#716e66',
  '#55534d',
  '#363530',
  '#1f1f1c',
];

const night: MantineColorsTuple = [
  '#dfe6e6',
  '#b6c1c2',
  '#97a4a6',
  '#6b797c',
  '#455155',
  '#364145',
  '#232d30',
  '#182022',
  '#12181a',
  '#0c1112',
];

/** Petrol on warm paper; the tokens of the rest are in tokens.css. */
export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 5 },
  colors: { petrol, gray: stone, dark: night },
  fontFamily:
    '"Inter Variable", Inter, -apple-system, "Segoe UI Variable Text", "Segoe UI", "Noto Sans", "Open Sans", system-ui, sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, monospace',
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '14px', xl: '20px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
});
