/**
 * Text that a spreadsheet would take for a formula (CSV injection): it begins with `=`, `+`, `-`, `@`, a tab or a line
 * end. Behind apostrophes too, so that the guard can be told from an apostrophe of the text.
 */
const FORMULA = /^'*[=+\-@\t\r\n]/
const GUARDED = /^'+[=+\-@\t\r\n]/

/** A text cell as it is written: one apostrophe before what looks like a formula. `unguarded` takes it off again. */
export const guarded = (text: string): string => (FORMULA.test(text) ? `'${text}` : text)

/** A text cell as it is meant. */
export const unguarded = (cell: string): string => (GUARDED.test(cell) ? cell.slice(1) : cell)
