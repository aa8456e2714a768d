import { readdirSync, readFileSync } from 'node:fs'

/** Largest resident memory so far of this process's workerd children, in MB (Linux; NaN elsewhere). */
export function workerdPeakMegabytes(): number {
  try {
    const peaks = readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => statusOf(pid))
      .filter(
        (status) =>
          /^Name:\s+workerd$/m.test(status) && new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status),
      )
      .map((status) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? NaN))
    return Math.max(...peaks) / 1024
  } catch {
    return NaN
  }
}

function statusOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8')
  } catch {
    // The process ended between the two reads.
    return ''
  }
}
