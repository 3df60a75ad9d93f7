// UUIDs of version 7: their order is the order in which they were made, also within one millisecond.

/** Makes a source of identifiers that never goes back, whatever the clock does. */
export function identifiers(now: () => number = Date.now): () => string {
  let last = 0
  let counter = 0
  return () => {
    const at = now()
    if (at > last) [last, counter] = [at, 0]
    else if (++counter > 0xfff) [last, counter] = [last + 1, 0]
    const random = randomHex(8)
    const variant = (8 + (parseInt(random.charAt(0), 16) & 3)).toString(16)
    const time = last.toString(16).padStart(12, '0')
    const count = counter.toString(16).padStart(3, '0')
    return `${time.slice(0, 8)}-${time.slice(8)}-7${count}-${variant}${random.slice(1, 4)}-${random.slice(4)}`
  }
}

/** Random bytes in hexadecimal. (crypto.randomUUID is absent on a hospital's plain-http address.) */
export function randomHex(bytes: number): string {
  const values = crypto.getRandomValues(new Uint8Array(bytes))
  return Array.from(values, (value) => value.toString(16).padStart(2, '0')).join('')
}
