// oclif prints wsl instead of linux with it; bin/run.cjs prints the platform as Node names it.
export const isWsl = false
export default { isWsl }
