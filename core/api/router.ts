/** The one door to the engine: checks what comes in, calls a service, gives back what it answers. */
import { classes } from './routers/classes.ts'
import { dataset } from './routers/dataset.ts'
import { images } from './routers/images.ts'
import { jobs } from './routers/jobs.ts'
import { labels } from './routers/labels.ts'
import { projects } from './routers/projects.ts'
import { review } from './routers/review.ts'
import { system } from './routers/system.ts'
import { training } from './routers/training.ts'
import { views } from './routers/views.ts'
import { router } from './trpc.ts'

export const appRouter = router({ projects, images, views, labels, classes, dataset, training, review, jobs, system })
export type AppRouter = typeof appRouter
