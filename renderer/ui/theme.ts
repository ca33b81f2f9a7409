import {
  type CSSVariablesResolver,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';

/** The one accent. Shade 7 is the light theme's, shade 3 the dark theme's. */
const teal: MantineColorsTuple = [
  '#F0FDFA',
  '#D5F5EF',
  '#A7EBDF',
  '#2DD4BF',
  '#1FB5A4',
  '#159A8C',
  '#11857A',
  '#0F766E',
  '#0C5F59',
  '#0A4A46',
];

const slate: MantineColorsTuple = [
  '#F8FAFC',
  '#F1F5F9',
  '#E2E8F0',
  '#CBD5E1',
  '#94A3B8',
  '#64748B',
  '#475569',
  '#334155',
  '#1E293B',
  '#0F172A',
];

/** The library draws input borders in gray 4: lighter than slate 4, so that inputs and buttons share one border. */
const gray: MantineColorsTuple = [...slate.slice(0, 4), '#B9C4D1', ...slate.slice(5)] as unknown as MantineColorsTuple;

/** Mantine's neutrals in the dark theme, from text (0) to ground (9), blue-grey like the light theme's slate. */
const dark: MantineColorsTuple = [
  '#E6EBF2',
  '#C3CCD8',
  '#A3AFBF',
  '#8592A6',
  '#3A475C',
  '#2A3548',
  '#1B2434',
  '#131B28',
  '#0D131E',
  '#080C14',
];

/** For acts that cannot be taken back: `--pl-bad` of tokens.css at the shades both themes use. */
const red: MantineColorsTuple = [
  '#FDECEB',
  '#FAD9D6',
  '#F3B8B2',
  '#FBA59D',
  '#E5695F',
  '#D64B40',
  '#C5352A',
  '#B42318',
  '#8F1C13',
  '#6B150E',
];

const font = "'Inter Variable', system-ui, -apple-system, 'Segoe UI', sans-serif";

/** The library picks text for the light theme's accent and red; on the dark theme's bright ones it must be dark. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colours = defaultVariantColorsResolver(input);
  if (input.variant !== 'filled') return colours;
  const accent = input.color === undefined || input.color === 'teal' || input.color === input.theme.primaryColor;
  if (accent) return { ...colours, color: 'var(--pl-on-accent)' };
  return input.color === 'red' ? { ...colours, color: 'var(--pl-on-bad)' } : colours;
};

/** Theme of the component library; what it does not cover stands in tokens.css. */
export const theme = createTheme({
  primaryColor: 'teal',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  variantColorResolver,
  luminanceThreshold: 0.36,
  colors: { teal, slate, dark, gray, red },
  black: '#0F172A',
  fontFamily: font,
  fontFamilyMonospace: "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, monospace",
  headings: { fontFamily: font, fontWeight: '600' },
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  defaultRadius: '8px',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '8px', xl: '12px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  cursorType: 'pointer',
  focusRing: 'auto',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm', fw: 500 } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
    Tooltip: {
      defaultProps: { openDelay: 350, withArrow: false, transitionProps: { duration: 120 }, multiline: true },
    },
    Modal: {
      defaultProps: {
        centered: true,
        overlayProps: { backgroundOpacity: 0.32 },
        transitionProps: { duration: 150, transition: 'fade' },
      },
      styles: { title: { fontSize: '1rem', fontWeight: 600 } },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 150 } } },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 120, transition: 'fade' } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 120, transition: 'fade' } } },
    InputWrapper: { styles: { label: { marginBottom: 4 }, description: { fontSize: '0.75rem', marginBottom: 6 } } },
    Radio: {
      defaultProps: { size: 'sm', iconColor: 'var(--pl-on-accent)' },
      styles: { description: { fontSize: '0.75rem' } },
    },
    TextInput: { defaultProps: { size: 'sm' } },
    Select: { defaultProps: { size: 'sm', allowDeselect: false } },
    NumberInput: { defaultProps: { size: 'sm' } },
    Checkbox: {
      defaultProps: { size: 'sm', iconColor: 'var(--pl-on-accent)' },
      styles: { description: { fontSize: '0.75rem' } },
    },
    Switch: { defaultProps: { size: 'sm' }, styles: { description: { fontSize: '0.75rem' } } },
    SegmentedControl: { defaultProps: { size: 'sm' } },
  },
});

const ours = {
  '--mantine-color-body': 'var(--pl-surface)',
  '--mantine-color-text': 'var(--pl-text)',
  '--mantine-color-dimmed': 'var(--pl-text-2)',
  '--mantine-color-default': 'var(--pl-surface)',
  '--mantine-color-default-hover': 'var(--pl-hover)',
  '--mantine-color-default-border': 'var(--pl-border-strong)',
  '--mantine-color-placeholder': 'var(--pl-text-3)',
  '--mantine-color-error': 'var(--pl-bad)',
};

/** Brings the component library to the design's own surfaces and its one border colour. */
export const cssVariables: CSSVariablesResolver = () => ({ variables: {}, light: ours, dark: ours });
