// Reads barcodes from the camera's pictures. It comes with a reader of a megabyte, so the scan page loads it only when somebody
// asks for the camera.

import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader'
import { steady, type Sight } from './steady'

/** The camera's pictures, as wide as a label's bars need. */
const wanted: MediaStreamConstraints = { video: { facingMode: 'environment', width: { ideal: 1280 }, height: { ideal: 720 } }, audio: false }

/** Between two pictures: the page has other things to do as well. */
const pause = 80

/** Shows the camera in the video, until it is told to stop or has read the first barcode that is sure: that is the result. */
export async function watch(video: HTMLVideoElement, reader: string, signal: AbortSignal): Promise<string | undefined> {
  await prepareZXingModule({ overrides: { locateFile: () => reader }, fireImmediately: true })
  const stream = await navigator.mediaDevices.getUserMedia(wanted)
  const dark = () => {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
  signal.addEventListener('abort', dark)
  try {
    if (signal.aborted) return undefined
    video.srcObject = stream
    await video.play()
    return await firstSure(video, signal)
  } finally {
    dark()
  }
}

async function firstSure(video: HTMLVideoElement, signal: AbortSignal): Promise<string | undefined> {
  const context = document.createElement('canvas').getContext('2d', { willReadFrequently: true })
  let before: Sight | undefined
  // A lock that covers the page hides the picture too.
  while (context && !signal.aborted && video.offsetParent !== null) {
    const { sure, sight } = steady(before, await read(context, video))
    if (sure !== undefined) return signal.aborted ? undefined : sure
    before = sight
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
  return undefined
}

/** The one barcode in the picture; of several, none: nobody knows which is meant. */
async function read(context: CanvasRenderingContext2D, video: HTMLVideoElement): Promise<Sight | undefined> {
  const { videoWidth: width, videoHeight: height } = video
  if (width === 0) return undefined
  Object.assign(context.canvas, { width, height })
  context.drawImage(video, 0, 0)
  const found = await readBarcodes(context.getImageData(0, 0, width, height), { formats: ['Code128', 'Code39', 'DataMatrix', 'QRCode'], maxNumberOfSymbols: 2 })
  const [one, another] = found
  if (!one || another) return undefined
  return { raw: one.symbologyIdentifier + one.text, linear: one.format === 'Code128' || one.format.startsWith('Code39') }
}
