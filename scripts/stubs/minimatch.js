// Only for aliases of files, which rel has none of.
export const minimatch = (name, pattern) => name === pattern
export default minimatch
