// The sources of a site: each loads Analytics.js with a settings document of its own.
import type { Frame } from '@playwright/test'
import { ADDED, apisOf, isFileOf, ruptOf } from '../core/setup/document'
import type { SettingsDocument } from '../core/setup/document'

/** How long a source is waited for whose document may say that it has Rupt, in milliseconds. */
const PATIENCE = 2000

interface Source {
  document: Promise<SettingsDocument | undefined>
  learn: (document: SettingsDocument | undefined) => void
}

export class Sources {
  /** By write key, what Segment has, whichever page has read it. */
  private readonly documents = new Map<string, SettingsDocument>()
  private readonly awaited = new Map<string, Source>()
  /** The write keys that a page uses. */
  private readonly used = new WeakMap<Frame, Set<string>>()

  /** A page was opened. */
  open(frame: Frame): void {
    this.used.delete(frame)
  }

  /** A page has asked for a source's script or settings. */
  asked(frame: Frame, key: string): void {
    this.used.set(frame, (this.used.get(frame) ?? new Set()).add(key))
  }

  learn(frame: Frame, key: string, document: SettingsDocument): void {
    this.asked(frame, key)
    this.documents.set(key, document)
    const { learn } = this.await(key)
    learn(document)
    // The latest one, also where the first one was waited for in vain.
    this.awaited.set(key, { document: Promise.resolve(document), learn })
  }

  on = (frame: Frame): string[] => [...(this.used.get(frame) ?? [])]

  documentOf = (key: string): SettingsDocument | undefined => this.documents.get(key)

  /** Whether another source on the page has Rupt. It may not have been read yet. */
  async hasNeighborWithRupt(frame: Frame, key: string): Promise<boolean> {
    const others = this.on(frame).filter((other) => other !== key)
    const documents = await Promise.all(others.map((other) => this.await(other).document))
    return documents.some((document) => document && ruptOf(document))
  }

  /** Whether a request is for the destination's file of any source. */
  isDestination(requested: URL): boolean {
    return [ADDED, ...[...this.documents.values()].map(ruptOf)].some((plugin) => plugin && isFileOf(plugin, requested))
  }

  /** The addresses that take the events of any source, without their scheme. */
  get apis(): string[] {
    return [...this.documents.values()].flatMap(apisOf)
  }

  private await(key: string): Source {
    const known = this.awaited.get(key)
    if (known) return known
    let learn!: Source['learn']
    const document = new Promise<SettingsDocument | undefined>((resolve) => (learn = resolve))
    // A script that is blocked or switched off reads none.
    setTimeout(learn, PATIENCE, undefined).unref()
    this.awaited.set(key, { document, learn })
    return { document, learn }
  }
}
