import type { Repository } from '../../state/rows.js'
import type { Fields } from '../call.js'
import { none } from '../connection.js'

/**
 * What a repository of the sandbox truly has none of, because nothing can make one there. A noun that gets a table of its own
 * leaves this list.
 */
export const absent: Fields<Repository> = {
  codeOfConduct: () => null,
  contactLinks: () => [],
  contributingGuidelines: () => null,
  discussionCategories: none,
  discussions: none,
  fundingLinks: () => [],
  hasDiscussionsEnabled: () => false,
  hasProjectsEnabled: () => false,
  hasWikiEnabled: () => false,
  homepageUrl: () => null,
  isBlankIssuesEnabled: () => true,
  isDisabled: () => false,
  isLocked: () => false,
  isMirror: () => false,
  isSecurityPolicyEnabled: () => false,
  isTemplate: () => false,
  isUserConfigurationRepository: () => false,
  issueTemplates: () => [],
  licenseInfo: () => null,
  lockReason: () => null,
  mergeQueue: () => null,
  milestone: () => null,
  milestones: none,
  mirrorUrl: () => null,
  pinnedIssues: none,
  projects: none,
  projectsV2: none,
  pullRequestTemplates: () => [],
  repositoryTopics: none,
  securityPolicyUrl: () => null,
  stargazerCount: () => 0,
  stargazers: none,
  templateRepository: () => null,
  usesCustomOpenGraphImage: () => false,
  viewerHasStarred: () => false,
  watchers: none,
}
