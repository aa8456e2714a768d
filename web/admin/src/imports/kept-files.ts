// Files that were looked at in a dry run, so that they need not be chosen again to be imported. Gone with the tab.
const files = new Map<string, File>()

export const keepFile = (importId: string, file: File): void => {
  files.set(importId, file)
}

export const keptFile = (importId: string): File | undefined => files.get(importId)
