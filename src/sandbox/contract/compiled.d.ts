/** Compiled by scripts/checks.js when rel is built. */
declare module 'checks:requests' {
  export const checks: Readonly<Record<string, import('ajv').ValidateFunction>>
}
declare module 'checks:responses' {
  export const checks: Readonly<Record<string, import('ajv').ValidateFunction>>
}
