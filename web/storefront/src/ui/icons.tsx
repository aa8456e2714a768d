const PATHS = {
  search: 'M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.3 15.3 20 20',
  bag: 'M6 8h12l1 12H5L6 8Zm3 0V7a3 3 0 0 1 6 0v1',
  person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8c.8-4 3.7-6 7.5-6s6.700 2 7.500 6',
  globe:
    'M12 3.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17Zm0 0c2.500 2.300 3.500 5.200 3.500 8.500s-1 6.200-3.500 8.500c-2.500-2.300-3.500-5.200-3.500-8.500s1-6.200 3.500-8.500ZM4 9.500h16M4 14.500h16',
  menu: 'M4 7h16M4 12h16M4 17h16',
  close: 'm6 6 12 12M18 6 6 18',
  plus: 'M12 6v12M6 12h12',
  minus: 'M6 12h12',
  right: 'm9 5 7 7-7 7',
  check: 'm5 12.500 4.500 4.500L19 7.500',
  filter: 'M4 7h10M18 7h2M4 17h2M10 17h10M14 4.500v5M6 14.500v5',
} as const
export type IconName = keyof typeof PATHS

/** A drawing beside words, or inside a button that has a name. */
export const Icon = ({ name, size = 22 }: { name: IconName; size?: number }) => (
  <svg
    class="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    stroke-width="1.6"
    stroke-linecap="round"
    stroke-linejoin="round"
    aria-hidden="true"
  >
    <path d={PATHS[name]} />
  </svg>
)
