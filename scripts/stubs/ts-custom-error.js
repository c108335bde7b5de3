/** Stands in for `ts-custom-error`, which sets up errors for ES5: the mapping kit wants no more of it than a class to extend. */
export const CustomError = Error
