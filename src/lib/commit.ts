/** Whether a text is a full commit id. */
export const isCommit = (text: string): boolean => /^[0-9a-f]{40}$/.test(text)

/** The first seven digits of a commit id, as shown to users. */
export const shortCommit = (commit: string): string => commit.slice(0, 7)
