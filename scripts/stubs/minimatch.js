// oclif uses it only for aliases of files, which rel does not have.
export const minimatch = (name, pattern) => name === pattern
export default minimatch
