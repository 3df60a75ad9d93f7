// Puts scans together from key presses. A reducer without a clock or a page, so that every awkward
// scanner is a test. Times are event.timeStamp: a page that was busy sees its keys late but in order.

/** Where the keys go: the scan box, another field that can be typed into, or a button or link. */
export type Place = 'box' | 'field' | 'page'

export type Key =
  | { kind: 'char'; char: string; place: Place; text: string; at: number }
  | { kind: 'end'; key: 'enter' | 'tab'; place: Place; text: string; at: number }
  | { kind: 'idle'; place: Place; text: string; at: number }
  | { kind: 'begin'; at: number }
  | { kind: 'paste'; at: number }
  | { kind: 'arrow'; at: number }

export interface Keys {
  /** Characters that arrived quickly one after another. */
  burst: string
  first: number
  last: number
  /** Whether all that is in the box arrived quickly. */
  fast: boolean
  pasted: boolean
  ended: number
  arrows: number
  /** The scanner's prefix key came: what follows is a scan, wherever the focus is. */
  begun: boolean
}

export interface Take {
  raw: string
  source: 'wedge' | 'typed' | 'pasted' | 'camera'
  /** How many characters leaked into another field and have to be taken out of it. */
  leaked: number
}

export interface Step {
  keys: Keys
  take?: Take
  /** The browser must not act on this key. */
  swallow?: boolean
  /** The first character, or one that no hand types so fast: the box need not draw it at once, where a slow computer would answer late. */
  unseen?: boolean
  /** Arrow keys in a burst: a scanner that imitates the number pad while Num Lock is off. */
  numLock?: boolean
}

export interface Rules {
  /** The longest pause within a scan; 250 suits Bluetooth. */
  gap: number
  idle: number
  whole: number
  /** The second half of CR LF comes within this. */
  second: number
  complete: (text: string) => boolean
}

export const usual: Omit<Rules, 'complete'> = { gap: 100, idle: 150, whole: 1500, second: 50 }

/** No hand types one character after another within this. */
export const pace = 30

export const nothing: Keys = {
  burst: '', first: -Infinity, last: -Infinity, fast: true, pasted: false, ended: -Infinity, arrows: 0, begun: false,
}

/** Takes one key into account. */
export function step(keys: Keys, key: Key, rules: Rules): Step {
  if (keys.begun && key.kind !== 'begin') {
    if (key.at - keys.first <= rules.whole) return behindPrefix(keys, key, rules)
    keys = { ...nothing, ended: keys.ended } // the end never came: these are a person's keys again
  }
  switch (key.kind) {
    case 'begin': return { keys: { ...nothing, ended: keys.ended, first: key.at, last: key.at, begun: true }, swallow: true }
    case 'char': return character(keys, key, rules)
    case 'end': return key.place === 'box' ? endInBox(keys, key, rules) : endElsewhere(keys, key, rules)
    case 'idle': return idle(keys, key, rules)
    case 'paste': return { keys: { ...keys, pasted: true, last: key.at } }
    case 'arrow': return arrow(keys, key.at)
  }
}

function character(keys: Keys, key: Extract<Key, { kind: 'char' }>, rules: Rules): Step {
  const follows = key.at - keys.last <= rules.gap
  if (key.place === 'box' && key.text === '') keys = { ...nothing, ended: keys.ended }
  const begins = keys.burst === '' || !follows
  return {
    keys: {
      ...keys,
      burst: begins ? key.char : keys.burst + key.char,
      first: begins ? key.at : keys.first,
      last: key.at,
      fast: keys.fast && (follows || keys.burst === ''),
      arrows: 0,
    },
    unseen: key.place === 'box' && keys.fast && (keys.burst === '' || key.at - keys.last <= pace),
  }
}

// Behind a prefix key nothing reaches the page, so nothing has to be taken out of a field again.
function behindPrefix(keys: Keys, key: Key, rules: Rules): Step {
  switch (key.kind) {
    case 'char': return { keys: { ...keys, burst: keys.burst + key.char, last: key.at }, swallow: true }
    case 'end': return keys.burst === '' ? { keys, swallow: true } : done(keys, key.at, keys.burst, 0)
    case 'idle': return key.at - keys.last >= rules.idle && rules.complete(keys.burst) ? done(keys, key.at, keys.burst, 0) : { keys }
    default: return { keys }
  }
}

function done(keys: Keys, at: number, raw: string, leaked: number): Step {
  const source = keys.pasted ? 'pasted' : keys.fast && raw.length > 1 ? 'wedge' : 'typed'
  return { keys: { ...nothing, ended: at }, take: { raw, source, leaked }, swallow: true }
}

function endInBox(keys: Keys, key: Extract<Key, { kind: 'end' }>, rules: Rules): Step {
  if (key.text !== '') {
    if (key.key === 'tab' && !(keys.fast && keys.burst !== '')) return { keys }
    return done(keys, key.at, key.text, 0)
  }
  // The second half of CR LF, a terminator sent twice, or Enter on an empty box: nothing to say.
  return { keys, swallow: key.key === 'enter' || key.at - keys.ended <= rules.second }
}

function endElsewhere(keys: Keys, key: Extract<Key, { kind: 'end' }>, rules: Rules): Step {
  const follows = key.at - keys.last <= rules.gap
  const inTime = follows && key.at - keys.first <= rules.whole
  if (inTime && rules.complete(keys.burst)) return done({ ...keys, fast: true }, key.at, keys.burst, keys.burst.length)
  // Enter right behind a character comes from a scanner and must not press the button that has the focus.
  const swallow = (follows && key.place === 'page') || key.at - keys.ended <= rules.second
  return { keys: { ...nothing, ended: keys.ended }, swallow }
}

function idle(keys: Keys, key: Extract<Key, { kind: 'idle' }>, rules: Rules): Step {
  const text = key.place === 'box' ? key.text : keys.burst
  const quiet = key.at - keys.last >= rules.idle && keys.burst !== ''
  if (!quiet || !keys.fast || !rules.complete(text)) return { keys }
  if (key.place !== 'box' && keys.last - keys.first > rules.whole) return { keys }
  return done(keys, key.at, text, key.place === 'box' ? 0 : text.length)
}

function arrow(keys: Keys, at: number): Step {
  const arrows = at - keys.last <= 30 ? keys.arrows + 1 : 1
  return { keys: { ...keys, arrows, last: at }, numLock: arrows === 3 }
}
