/** Sets options for one request alone: the object that Octokit passes to hooks as `request` is shared by all. */
export function withOptions(options: { request?: object }, request: Readonly<Record<string, unknown>>): void {
  options.request = { ...options.request, ...request }
}
