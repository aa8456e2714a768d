import { readdirSync, readFileSync } from 'node:fs'

// What Linux says of this process's workerd children; elsewhere NaN.

const TICKS_PER_SECOND = 100

/** Largest resident memory so far of any of them, in MB. */
export const workerdPeakMegabytes = (): number =>
  Math.max(...children().map((pid) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(told(pid, 'status'))?.[1] ?? NaN))) /
  1024

/** Seconds of processor time that all of them have used so far: what others do on the machine is not in it. */
export const workerdCpuSeconds = (): number =>
  children().reduce((sum, pid) => {
    // Behind the name, which may hold anything: user and system time are the 12th and 13th.
    const [user, system] = told(pid, 'stat')
      .replace(/^.*\) /, '')
      .split(' ')
      .slice(11, 13)
      .map(Number)
    return sum + ((user ?? NaN) + (system ?? NaN)) / TICKS_PER_SECOND
  }, 0)

function children(): string[] {
  try {
    return readdirSync('/proc').filter((name) => {
      const status = /^\d+$/.test(name) ? told(name, 'status') : ''
      return /^Name:\s+workerd$/m.test(status) && new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)
    })
  } catch {
    return []
  }
}

function told(pid: string, file: 'status' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    // The process ended meanwhile.
    return ''
  }
}
