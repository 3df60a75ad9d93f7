// The parts of a page by their names.

/** The element below root that has the attribute data-name. A page without it was not drawn for this script. */
export function part(root: HTMLElement, name: string): HTMLElement {
  const found = root.querySelector<HTMLElement>(`[data-${name}]`)
  if (!found) throw new Error(`no data-${name}`)
  return found
}
