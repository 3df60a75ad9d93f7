// Builds web/dist: one style sheet, the page scripts and the images, each named by its content so
// that it may be cached for ever, and manifest.json, which maps the plain name to the hashed one.
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import * as esbuild from 'esbuild'
import * as sass from 'sass'

const here = fileURLToPath(new URL('.', import.meta.url))
const dist = join(here, 'dist')
const manifest = {}

async function emptyDist() {
  await mkdir(dist, { recursive: true })
  for (const name of await readdir(dist)) {
    if (name !== '.gitignore') await rm(join(dist, name), { recursive: true })
  }
}

async function write(name, content) {
  const hash = createHash('sha256').update(content).digest('hex').slice(0, 10)
  const hashed = `${basename(name, extname(name))}-${hash}${extname(name)}`
  await writeFile(join(dist, hashed), content)
  manifest[name] = hashed
}

async function styles() {
  let { css } = sass.compile(join(here, 'scss/site.scss'), {
    loadPaths: [join(here, 'node_modules')],
    style: 'compressed',
    quietDeps: true,
  })
  const outside = css.match(/url\(["']?(https?:)?\/\/[^)]*\)/)
  if (outside) throw new Error(`the style sheet loads something from outside: ${outside[0]}`)
  // The frontend's own icons, such as the cross that empties a search box.
  for (const [path, name] of new Map(css.matchAll(/\/assets\/images\/([\w-]+\.svg)/g))) {
    await write(name, await readFile(join(here, 'node_modules/nhsuk-frontend/dist/nhsuk', path)))
    css = css.replaceAll(path, `/assets/${manifest[name]}`)
  }
  await write('site.css', css)
}

async function scripts() {
  const result = await esbuild.build({
    entryPoints: ['site', 'scan', 'camera', 'board', 'scannertest', 'printing', 'help', 'enrol', 'requests', 'receive', 'paper', 'library', 'stocktake', 'wall', 'lookout'].map((name) => join(here, `ts/${name}.ts`)),
    outdir: dist,
    entryNames: '[name]-[hash]',
    chunkNames: 'shared-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: 'es2021',
    minify: true,
    metafile: true,
    absWorkingDir: here,
  })
  for (const [path, output] of Object.entries(result.metafile.outputs)) {
    if (output.entryPoint) manifest[basename(output.entryPoint, '.ts') + '.js'] = basename(path)
  }
  await writeFile(join(dist, 'loads.json'), JSON.stringify(loads(result.metafile.outputs)))
}

/** What each script loads, itself included: browsers that keep a page keep these. */
function loads(outputs) {
  const reach = (path, seen = new Set()) => {
    if (seen.has(path)) return seen
    seen.add(path)
    for (const { path: next, kind } of outputs[path].imports) if (kind === 'import-statement') reach(next, seen)
    return seen
  }
  const entries = Object.entries(outputs).filter(([, { entryPoint }]) => entryPoint)
  return Object.fromEntries(entries.map(([path, { entryPoint }]) => [basename(entryPoint, '.ts') + '.js', [...reach(path)].map((each) => basename(each)).sort()]))
}

// Files of their own. The worker can load no other by name; what only forms need would part the frontend's code for every page.
async function alone(name) {
  const { outputFiles: [file] } = await esbuild.build({
    entryPoints: [join(here, `ts/${name}.ts`)], bundle: true, format: 'iife', target: 'es2021', minify: true, write: false,
  })
  await write(`${name}.js`, file.contents)
}

// The reader of the camera's pictures, from our own server: the library would fetch it from elsewhere.
async function reader() {
  await write('zxing_reader.wasm', await readFile(join(here, 'node_modules/zxing-wasm/dist/reader/zxing_reader.wasm')))
}

async function images() {
  for (const name of await readdir(join(here, 'assets'))) {
    await write(name, await readFile(join(here, 'assets', name)))
  }
}

await emptyDist()
await Promise.all([styles(), scripts(), alone('sw'), alone('forms'), reader(), images()])
// Each once more as it goes over the network.
for (const name of await readdir(dist)) {
  if (/\.(js|css|svg|wasm)$/.test(name)) await writeFile(join(dist, `${name}.gz`), gzipSync(await readFile(join(dist, name)), { level: 9 }))
}
const sorted = Object.fromEntries(Object.entries(manifest).sort())
await writeFile(join(dist, 'manifest.json'), JSON.stringify(sorted, null, 2) + '\n')
