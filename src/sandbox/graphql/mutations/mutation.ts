import { commentMutations } from './comments.js'
import { deploymentMutations } from './deployments.js'
import { labelMutations } from './labels.js'
import { pullMutations } from './pulls.js'
import { refMutations } from './refs.js'
import { reviewerMutations } from './reviewers.js'
import { reviewMutations } from './reviews.js'

export const mutationTypes = {
  Mutation: {
    ...pullMutations,
    ...labelMutations,
    ...commentMutations,
    ...refMutations,
    ...reviewerMutations,
    ...reviewMutations,
    ...deploymentMutations,
  },
}
