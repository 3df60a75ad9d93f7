// Reads texts as the browser does, for whoever asks on standard input: a line of JSON in, a line of JSON out.

import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

const { outputFiles: [code] } = await build({
  entryPoints: [fileURLToPath(new URL('../ts/code.ts', import.meta.url))], bundle: true, format: 'esm', write: false,
})
const { classify } = await import(`data:text/javascript;base64,${Buffer.from(code.text).toString('base64')}`)

const answers = []
for await (const line of createInterface({ input: process.stdin })) {
  const { text, patterns } = JSON.parse(line)
  answers.push(JSON.stringify(classify(text, patterns ?? [])))
  if (answers.length === 1000) process.stdout.write(answers.splice(0).join('\n') + '\n')
}
if (answers.length > 0) process.stdout.write(answers.join('\n') + '\n')
