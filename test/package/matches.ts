import type * as vendor from 'rupt'
import * as source from '../../src'
import type * as published from '../../scripts/index'
import type { AttachConfig, Rupt } from '../../src/rupt'

// This compiles as long as what is written by hand fits what it stands for.

/** The published types are those of the code. */
export const kept: Pick<typeof published, 'default' | 'destination'> = source

/** The URLs that the SDK redirects to. Its types require two of them; its code has a default for each. */
type VendorUrls = Partial<NonNullable<vendor.AttachConfig['redirect_urls']>>

/** What the SDK takes. A key that it does not know is `never`, so that the error names the key. */
type Accepted = Omit<vendor.AttachConfig, 'redirect_urls'> &
  Unknown<AttachConfig, vendor.AttachConfig> & {
    redirect_urls: VendorUrls & Unknown<AttachConfig['redirect_urls'], VendorUrls>
  }
type Unknown<Given, Known> = { [key in Exclude<keyof Given, keyof Known>]?: never }

/** The SDK takes what this destination gives it. */
export const accepted = (config: AttachConfig): Accepted => config
export const answered = (attach: typeof vendor.attach): ((config: never) => ReturnType<Rupt['attach']>) => attach
