// The package types its full build alone; the light one, without Redis, is what plugin-throttling uses.
declare module 'bottleneck/light.js' {
  export { default } from 'bottleneck'
}
