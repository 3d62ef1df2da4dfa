export const compiledChecksOfVite: import('vite').Plugin
