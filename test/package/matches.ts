import type * as vendor from 'rupt'
import * as source from '../../src'
import type * as published from '../../scripts/index'
import type { AttachConfig, Rupt } from '../../src/rupt'

// This compiles as long as what is written by hand fits what it stands for.

/** The published types are those of the code. */
export const kept: Pick<typeof published, 'default' | 'destination'> = source

/** The SDK takes what this destination gives it. Its types require two of the URLs; its code has a default for each. */
type Accepted = Omit<vendor.AttachConfig, 'redirect_urls'> & {
  redirect_urls?: Partial<NonNullable<vendor.AttachConfig['redirect_urls']>>
}
export const accepted = (config: AttachConfig): Accepted & Record<Exclude<keyof AttachConfig, keyof Accepted>, never> =>
  config
export const answered = (attach: typeof vendor.attach): ((config: never) => ReturnType<Rupt['attach']>) => attach
