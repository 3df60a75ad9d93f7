// The service worker: it keeps the shells of the scan page, of the one for pulling and of the one for counting, and their files, so that scanning starts without a network. Pages with
// data in them are never kept, and the shell is fetched without cookies, so that nothing in it can be about a person.

interface Lifetime extends Event { waitUntil(work: Promise<unknown>): void }
interface Asked extends Lifetime { request: Request; respondWith(answer: Promise<Response>): void }

/** What the server says in the first line of this script. */
declare const shell: { version: string; files: string[]; also: string[] }
declare function skipWaiting(): Promise<void>

const shellOf = (path: string) => (path === '/scan' ? '/scan-shell' : /^\/library\/[A-Z0-9]+\/pulling$/.test(path) ? '/pulling-shell'
  : /^\/stocktakes\/\d+\/scan$/.test(path) ? '/stocktaking-shell' : undefined)
const current = `scan-${shell.version}`
/** A page that takes longer than this is not waited for. */
const patience = 3000

addEventListener('install', (event) => {
  const fresh = ['/scan-shell', '/pulling-shell', '/stocktaking-shell', ...shell.files, ...shell.also].map((url) => new Request(url, { cache: 'reload', credentials: 'omit' }))
  ;(event as Lifetime).waitUntil(caches.open(current).then((cache) => cache.addAll(fresh)))
})

addEventListener('activate', (event) => {
  const dropOld = async () => {
    for (const name of await caches.keys()) if (name !== current) await caches.delete(name)
  }
  ;(event as Lifetime).waitUntil(dropOld())
})

// The page says when: never in the middle of a batch.
addEventListener('message', (event) => {
  if (event.data === 'activate') void skipWaiting()
})

addEventListener('fetch', (event) => {
  const { request } = event as Asked
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== location.origin) return
  const page = request.mode === 'navigate' && shellOf(pathname)
  if (page) (event as Asked).respondWith(scanPage(request, page))
  else if (pathname.startsWith('/assets/')) (event as Asked).respondWith(asset(request))
})

/** The page of the server, or the shell where there is none: no network, a slow or broken server, a captive portal. */
async function scanPage(request: Request, page: string): Promise<Response> {
  const tooLate = new Promise<undefined>((resolve) => setTimeout(resolve, patience, undefined))
  const fresh = await Promise.race([fetch(request).catch(() => undefined), tooLate])
  if (fresh && isOurs(fresh)) return fresh
  return (await kept(page)) ?? fetch(request)
}

// A redirect leads to signing in, over HTTPS at least. Every page of ours carries our policy.
function isOurs(response: Response): boolean {
  return response.type === 'opaqueredirect' || (response.status < 500 && response.headers.has('Content-Security-Policy'))
}

async function asset(request: Request): Promise<Response> {
  return (await kept(request)) ?? fetch(request)
}

async function kept(what: RequestInfo): Promise<Response | undefined> {
  return (await caches.open(current)).match(what, { ignoreVary: true })
}

export {}
