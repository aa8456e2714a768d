import {
  createTheme,
  darken,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  parseThemeColor,
  type VariantColorsResolver,
} from '@mantine/core'

const ink: MantineColorsTuple = [
  '#eef5fa',
  '#d9e8f3',
  '#b1d0e6',
  '#86b6d8',
  '#629fcc',
  '#4b90c4',
  '#3282b9',
  '#1f5f8b',
  '#184f76',
  '#0f3d5e',
]

// Coloured text on a pale or white ground: as dark as it has to be to be read.
const readable: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.variant !== 'light' && input.variant !== 'subtle') return colors
  const { color, isThemeColor } = parseThemeColor({
    color: input.color ?? input.theme.primaryColor,
    theme: input.theme,
  })
  const shades = isThemeColor ? input.theme.colors[color] : undefined
  if (shades === undefined) return colors
  return {
    ...colors,
    color: darken(shades[9], color === 'ink' ? 0 : 0.35),
    ...(input.variant === 'light' && {
      background: shades[color === 'gray' ? 1 : 0],
      border: '1px solid transparent',
    }),
  }
}

// One accent; text dark enough on every ground (4.5 to 1).
export const theme = createTheme({
  primaryColor: 'ink',
  primaryShade: 7,
  colors: { ink },
  black: '#1d2733',
  defaultRadius: 'md',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans JP", sans-serif',
  headings: { fontWeight: '650', sizes: { h1: { fontSize: '1.65rem' }, h2: { fontSize: '1.1rem' } } },
  focusRing: 'auto',
  variantColorResolver: readable,
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Modal: { defaultProps: { centered: true, closeButtonProps: { 'aria-label': 'Close' } } },
    Table: { defaultProps: { verticalSpacing: 'sm', horizontalSpacing: 'md' } },
    Badge: { defaultProps: { variant: 'light', radius: 'sm', tt: 'none', fw: 600 } },
  },
})

/** One colour for each market in every chart, in the order of the markets. */
export const MARKET_COLORS = [
  'ink.7',
  'orange.6',
  'teal.6',
  'grape.6',
  'yellow.7',
  'red.6',
  'lime.7',
  'gray.6',
] as const
export const marketColor = (at: number): string => MARKET_COLORS[at % MARKET_COLORS.length] ?? 'gray.6'
