import type { BrowserDestinationDefinition } from '@segment/browser-destination-runtime/types'

/** The settings that customers fill in, in this order. */
export const settings: NonNullable<BrowserDestinationDefinition['settings']> = {
  client_id: {
    label: 'Client ID',
    description: 'The API client id of your Rupt project.',
    type: 'string',
    required: true
  },
  new_account_url: {
    label: 'New Account URL',
    description: 'A URL to redirect the user to if they want to stop account sharing and create a new account.',
    type: 'string',
    required: true
  },
  logout_url: {
    label: 'Logout URL',
    description: 'A URL to redirect the user to if they choose to logout or if they are removed by a verified owner.',
    type: 'string',
    required: false
  },
  success_url: {
    label: 'Success URL',
    description: 'A URL to redirect the user to if they are successfully verified and are within the device limit.',
    type: 'string',
    required: false
  },
  suspended_url: {
    label: 'Suspended URL',
    description: 'A URL to redirect the user to if they are suspended.',
    type: 'string',
    required: false
  }
}
