// An NHS number is no folder. Online, whoever may look at patients is told how many folders to look for; the number is asked
// about and forgotten.

interface Answer<T> { ok: boolean; json: () => Promise<T> }

const headers = { 'Content-Type': 'application/json', Accept: 'application/json' }

/** How many folders the patient with an NHS number has; undefined where nobody answers, or does not say. */
export async function foldersOf(number: string): Promise<number | undefined> {
  try {
    const signal = AbortSignal.timeout(3000)
    const asked: Answer<{ items?: { id: number }[] }> = await fetch('/api/v1/patients/search', { method: 'POST', headers, signal, body: JSON.stringify({ query: number }) })
    const [patient, another] = asked.ok ? ((await asked.json()).items ?? []) : []
    if (!patient || another) return undefined
    const file: Answer<{ folders?: unknown[] }> = await fetch(`/api/v1/patients/${patient.id}`, { headers, signal })
    return file.ok ? (await file.json()).folders?.length : undefined
  } catch {
    return undefined
  }
}
