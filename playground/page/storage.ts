import { effect, signal } from '@preact/signals'

/** Keeps a value in the tab's storage, about 5 MB. Where that is full, `makeRoom` says whether another try is worth it. */
export function put(key: string, value: unknown, makeRoom: () => boolean): void {
  const text = JSON.stringify(value)
  for (;;) {
    try {
      return sessionStorage.setItem(key, text)
    } catch {
      if (!makeRoom()) return
    }
  }
}

/** A signal that the tab's storage keeps. */
export function kept<T>(name: string, initial: T, makeRoom: () => boolean) {
  const key = `rupt-playground-${name}`
  const stored = sessionStorage.getItem(key)
  const value = signal(stored === null ? initial : (JSON.parse(stored) as T))
  effect(() => put(key, value.value, makeRoom))
  return value
}
