/** Says something for one request alone: what Octokit hands to hooks as `request` is the same for all. */
export function withOptions(options: { request?: object }, request: Readonly<Record<string, unknown>>): void {
  options.request = { ...options.request, ...request }
}
