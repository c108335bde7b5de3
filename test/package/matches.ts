import * as source from '../../src'
import type * as published from '../../scripts/index'

/** The published types are written by hand; this compiles as long as the code keeps what they say. */
export const kept: Pick<typeof published, 'default' | 'destination'> = source
