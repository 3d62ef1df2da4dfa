/** Is it the id of a commit? */
export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text)

/** A commit as people name it: the first seven digits of its id. */
export const shortCommit = (commit: string): string => commit.slice(0, 7)
