// Sending what is pulled: each folder to where it is wanted, alone or in the box for there. Pure.

import { grouped } from './code'
import type { NewScan } from './queue'
import type { Said } from './station'

export interface Place { code: string; name: string }

/** A folder that is pulled, and who waits for it. */
export interface Outgoing { code: string; location: Place; needed: string }

/** What was scanned last: where it goes, by which scan, in which box. */
export interface Last { code: string; to: Place; scan?: string; box?: string }

export interface Desk {
  library: Place
  /** The boxes that are being packed, by where they go. */
  boxes: Record<string, { box: Place; to: Place; folders: number }>
  last?: Last
  /** A folder that nobody has asked for: a location sends it, DONE keeps it. */
  asked?: string
  sent: Record<string, string>
}

export type Save = Omit<NewScan, 'at' | 'source'>
export interface Step { desk: Desk; said: Said; saves: Save[] }

export const begin = (library: Place): Desk => ({ library, boxes: {}, sent: {} })

const capitals = (place: Place) => `→ ${place.name.toUpperCase()}`

/** A folder was scanned that is wanted somewhere. */
export function send(desk: Desk, { code, location: to, needed }: Outgoing): Step {
  const { library } = desk
  const open = desk.boxes[to.code]
  const when = needed ? `, ${needed}` : ''
  const { asked: _, ...rest } = desk
  if (desk.sent[code] === to.code) {
    return { desk: rest, said: { class: 'already', text: `${grouped(code)} was scanned already.`, big: capitals(to) }, saves: [] }
  }
  const sent = { ...desk.sent, [code]: to.code }
  if (!open) {
    const text = `${grouped(code)} is on its way to ${to.name}${when}. Scan the box it goes into, if there is one.`
    return { desk: { ...rest, sent, last: { code, to } }, said: { class: 'done', text, big: capitals(to) }, saves: [{ code, location: library.code, action: 'send', to: to.code, said: 'done' }] }
  }
  const boxes = { ...desk.boxes, [to.code]: { ...open, folders: open.folders + 1 } }
  return {
    desk: { ...rest, sent, boxes, last: { code, to, box: open.box.code } },
    said: { class: 'done', text: `${grouped(code)} goes into ${open.box.name}${when}.`, big: capitals(to) },
    saves: [{ code, location: library.code, action: 'arrive', container: open.box.code, said: 'done' }],
  }
}

/** A box was scanned: the folder before it goes into it, and those for the same place after it. */
export function pack(desk: Desk, box: Place & { folders?: number }): Step {
  const taken = Object.values(desk.boxes).find((open) => open.box.code === box.code)
  const { last, library } = desk
  if (!last) {
    const text = taken ? `${box.name} is for ${taken.to.name}.` : 'Scan a folder first, then the box it goes into.'
    return { desk, said: { class: taken ? 'already' : 'check', text, ...(taken && { big: capitals(taken.to) }) }, saves: [] }
  }
  if (taken && taken.to.code !== last.to.code) {
    return { desk, said: { class: 'check', text: `${box.name} is for ${taken.to.name}. ${grouped(last.code)} goes to ${last.to.name}: take another box.`, big: capitals(last.to) }, saves: [] }
  }
  if (last.box === box.code) return { desk, said: { class: 'already', text: `${grouped(last.code)} is in ${box.name}.`, big: capitals(last.to) }, saves: [] }
  const saves: Save[] = []
  if (!taken) saves.push({ code: box.code, location: library.code, action: 'arrive', contents: 'one_by_one', said: 'note' })
  if (!last.box && last.scan) saves.push({ code: last.code, location: library.code, action: 'undo', undoes: last.scan, said: 'note' })
  saves.push({ code: last.code, location: library.code, action: 'arrive', container: box.code, said: 'done' })
  const before = desk.boxes[last.to.code]
  const boxes = { ...desk.boxes, [last.to.code]: { box: { code: box.code, name: box.name }, to: last.to, folders: (taken ? before?.folders ?? 0 : 0) + 1 } }
  const full = before && !taken ? ` Dispatch ${before.box.name}.` : ''
  const inside = !taken && box.folders ? ` It has ${box.folders} in it already.` : ''
  return {
    desk: { ...desk, boxes, last: { ...last, box: box.code } }, saves,
    said: { class: 'done', text: `${grouped(last.code)} is in ${box.name}, with all for ${last.to.name} after it.${inside}${full}`, big: capitals(last.to) },
  }
}

/** The box for a place leaves. */
export function dispatch(desk: Desk, to: string): Step {
  const open = desk.boxes[to]
  if (!open) return { desk, said: { class: 'already', text: 'No box is open for there.' }, saves: [] }
  const { [to]: _, ...boxes } = desk.boxes
  const { last: __, ...rest } = desk
  return {
    desk: { ...rest, boxes }, saves: [{ code: open.box.code, location: desk.library.code, action: 'send', to, said: 'done' }],
    said: { class: 'done', text: `${open.box.name} is on its way to ${open.to.name}. Print its slip and put it on.`, big: capitals(open.to) },
  }
}

/** Nobody has asked for a folder, as far as is known. It is here until a location is scanned for it. */
export function nobody(desk: Desk, code: string): Step {
  const { last: _, ...rest } = desk
  return {
    desk: { ...rest, asked: code }, saves: [{ code, location: desk.library.code, action: 'arrive', said: 'check', why: 'Nobody has asked for it.' }],
    said: { class: 'check', text: `Nobody has asked for this. ${grouped(code)}: scan a location to send it, or DONE to keep it here.` },
  }
}

/** A location was scanned: for a folder that nobody has asked for. */
export function sendTo(desk: Desk, to: Place): Step {
  const { asked } = desk
  if (!asked) return { desk, said: { class: 'check', text: 'Scan a folder first. Its request says where it goes.' }, saves: [] }
  if (to.code === desk.library.code) return keepHere(desk)
  return send(desk, { code: asked, location: to, needed: '' })
}

/** A folder that nobody has asked for stays. */
export function keepHere(desk: Desk): Step {
  const { asked, ...rest } = desk
  if (!asked) return { desk, said: { class: 'already', text: 'There is nothing to keep.' }, saves: [] }
  return { desk: rest, said: { class: 'note', text: `${grouped(asked)} stays at ${desk.library.name}.` }, saves: [] }
}
