import { packed } from '../../core/portable'
import { effect, signal } from '@preact/signals'

/** Stores a value in sessionStorage (about 5 MB). When it is full, `makeRoom` says whether to retry. */
export function put(key: string, value: unknown, makeRoom: () => boolean): void {
  const text = packed(value)
  for (;;) {
    try {
      return sessionStorage.setItem(key, text)
    } catch {
      if (!makeRoom()) return
    }
  }
}

/** A signal that is kept in sessionStorage. */
export function kept<T>(name: string, initial: T, makeRoom: () => boolean) {
  const key = `rupt-playground-${name}`
  const stored = sessionStorage.getItem(key)
  const value = signal(stored === null ? initial : (JSON.parse(stored) as T))
  effect(() => put(key, value.value, makeRoom))
  return value
}
