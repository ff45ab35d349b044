import { createTheme, Modal, type MantineColorsTuple } from '@mantine/core';

const harbour: MantineColorsTuple = [
  '#eaf4f9',
  '#d6e6ef',
  '#a9cde0',
  '#79b2d1',
  '#529cc4',
  '#398dbc',
  '#2b7ba8',
  '#1f6690',
  '#1d4e6b',
  '#0f3b54',
];

export const theme = createTheme({
  primaryColor: 'harbour',
  primaryShade: { light: 8, dark: 6 },
  colors: { harbour },
  fontFamily: "'Noto Sans Variable', system-ui, sans-serif",
  defaultRadius: 'sm',
  cursorType: 'pointer',
  components: { Modal: Modal.extend({ defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } }) },
});
