import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'

/**
 * Where a shop lies whose speed matters. Every cart and every checkout is a file, every change of it a write that is waited
 * for: on a disk it would be the disk that is measured.
 */
export const MEMORY_DISK = existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
