/** Replaces `ts-custom-error`, which prepares errors for ES5. The mapping kit only needs a class to extend. */
export const CustomError = Error
