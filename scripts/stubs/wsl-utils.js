// oclif uses it to print wsl instead of linux; rel prints the platform as Node names it.
export const isWsl = false
export default { isWsl }
