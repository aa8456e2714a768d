const ADJECTIVES =
  'Copper Wooden Linen Amber Quiet Bright Small Large Folding Woven Painted Plain Striped Glazed Smoked Frosted'.split(
    ' ',
  )
const THINGS =
  'Kettle Lamp Chair Notebook Blanket Teapot Basket Mirror Clock Bowl Scarf Tent Puzzle Soap Pillow Shelf Vase Apron Ladder Stool'.split(
    ' ',
  )
const PLACES = 'Harbour Meadow Kitchen Garden Attic Workshop Library Cabin Studio Porch'.split(' ')

const CATEGORIES = 40
const VENDORS = 60

/** A generated catalog as NDJSON: the same products for the same count, Zipf-like words, two variants on every third. */
export function generatedCatalog(count: number): string {
  const lines: string[] = []
  for (let at = 0; at < count; at += 1) {
    const pick = (list: readonly string[], salt: number): string => list[mix(at, salt) % list.length] ?? ''
    const price = `${5 + (mix(at, 1) % 300)}.${String(mix(at, 2) % 100).padStart(2, '0')}`
    const two = at % 3 === 0
    lines.push(
      JSON.stringify({
        id: `gen-${at}`,
        handle: `generated-${at}`,
        title: `${pick(ADJECTIVES, 3)} ${pick(PLACES, 4)} ${pick(THINGS, 5)} ${at}`,
        description: `<p>A ${pick(ADJECTIVES, 6)} ${pick(THINGS, 5)} for the ${pick(PLACES, 7)}, made by hand in series ${mix(at, 8) % 500}.</p>`,
        vendor: `Maker ${mix(at, 9) % VENDORS}`,
        tags: [pick(ADJECTIVES, 10).toLowerCase(), pick(PLACES, 11).toLowerCase()],
        popularity: mix(at, 12) % 1_000,
        categories: [['All', `Group ${mix(at, 13) % CATEGORIES}`]],
        ...(two
          ? {
              options: ['Size'],
              variants: ['S', 'L'].map((size) => ({
                sku: `GEN-${at}-${size}`,
                options: { Size: size },
                price,
                stock: mix(at, 14) % 40,
              })),
            }
          : { sku: `GEN-${at}`, price, stock: mix(at, 14) % 40 }),
      }),
    )
  }
  return lines.join('\n')
}

/** A small integer hash: the same numbers on every machine. */
function mix(at: number, salt: number): number {
  let hash = Math.imul(at + 1, 0x9e3779b1) ^ Math.imul(salt, 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d)
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39)
  return (hash ^ (hash >>> 15)) >>> 0
}
