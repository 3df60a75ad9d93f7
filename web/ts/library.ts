// The pages on which a library scans. Which one this is, its mark says.

import { Filing } from './filing'
import { Pulling } from './pulling'
import { Sending } from './sending'
import { Station } from './station'

async function start(root: HTMLElement): Promise<void> {
  const station = await Station.begin(root)
  if (!station) return
  // The page for pulling is kept by the browser for every library: its address says which one this is.
  const library = { code: root.dataset.library ?? location.pathname.split('/')[2] ?? '', name: root.dataset.libraryName ?? '' }
  switch (root.dataset.station) {
    case 'pulling': return new Pulling(station, library.code).start()
    case 'sending': return new Sending(station, library).start()
    case 'filing': return new Filing(station, library).start()
  }
}

const root = document.querySelector<HTMLElement>('[data-station]')
if (root) void start(root)
