/** A commit as people name it: the first seven digits of its id. */
export const shortCommit = (commit: string): string => commit.slice(0, 7)
