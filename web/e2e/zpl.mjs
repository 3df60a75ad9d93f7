// Draws the labels of ZPL files as pictures, as a printer would: zpl.mjs DIRECTORY DOTS_PER_MM {FILE WIDTH_MM HEIGHT_MM}…
// The pictures are numbered through all files.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ready } from 'zpl-renderer-js'

const [directory, dots, ...files] = process.argv.slice(2)
const { api } = await ready
let n = 0
while (files.length > 0) {
  const [file, width, height] = files.splice(0, 3)
  const pictures = await api.zplToBase64MultipleAsync(readFileSync(file, 'utf8'), Number(width), Number(height), Number(dots))
  for (const picture of pictures) writeFileSync(join(directory, `${n++}.png`), Buffer.from(picture, 'base64'))
}
process.exit(0) // the renderer would wait for more
