/** The tags of a cell, each once: commas part them; `\,` is a comma within a tag, `\\` a backslash. */
export function readTagList(cell: string): string[] {
  const words: string[] = ['']
  for (const [part] of cell.matchAll(/\\[\\,]|[^]/gu)) {
    if (part === ',') words.push('')
    else words[words.length - 1] += part.length === 2 && part.startsWith('\\') ? part.slice(1) : part
  }
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== ''))]
}

/** The cell that `readTagList` reads as these tags. */
export const writeTagList = (tags: readonly string[]): string =>
  tags.map((tag) => tag.replaceAll(/[\\,]/g, '\\$&')).join(', ')
