import type { AttachConfig } from 'rupt'

/** Calls that differ in metadata or URLs alone attach the same device. */
export function deviceKey({ client_id, account, email, phone, include_page }: AttachConfig): string {
  return JSON.stringify([client_id, account, email, phone, include_page])
}
