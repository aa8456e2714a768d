/**
 * Stops on a state that our own code must never produce. Foreseen refusals of someone's input are values, not
 * assertions: whatever gets here is a defect, and the door turns it into a 500.
 */
export function assert(condition: boolean, law: string): asserts condition {
  if (!condition) throw new Error(`broken law: ${law}`)
}
