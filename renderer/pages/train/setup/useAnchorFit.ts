/** Fitting anchors to the training boxes: asks the engine, keeps its proposal, and puts it into the settings. */
import { shallowRef, watch, type Ref } from 'vue'
import type { AnchorFit } from '../../../../core/api/types.ts'
import { api } from '../../../api.ts'
import { orShowError } from '../../../composables/errors.ts'
import { useJob } from '../../../composables/job.ts'
import { useProject } from '../../../stores/project.ts'
import { valueAt, withValue, type Overrides } from './overrides.ts'

const PARTS = ['baseScale', 'scales', 'ratios', 'perLevel'] as const
const pathOf = (part: string) => ['network', 'anchors', part]

/** Whether a person or a fit has changed the anchors. */
export function hasOwnAnchors(overrides: Overrides): boolean {
  return PARTS.some((part) => valueAt(overrides, pathOf(part)) !== undefined)
}

/** `preset` and `overrides` are the choices so far; the accepted anchors go into `advanced`. */
export function useAnchorFit(preset: Ref<string>, overrides: Ref<Overrides>, advanced: Ref<Overrides>) {
  const project = useProject()
  const job = useJob()
  const fit = shallowRef<AnchorFit | null>(null)
  // A proposal holds for the choices that it was made for.
  watch([preset, overrides, () => project.revision], () => (fit.value = null))

  async function propose() {
    fit.value = null
    const start = () =>
      api.training.fitAnchors.mutate({ project: project.id, preset: preset.value, config: overrides.value })
    const ended = await orShowError(() => job.run(start), 'The anchors could not be fitted')
    if (ended?.result?.kind === 'fit-anchors') fit.value = ended.result.fit
  }

  function accept() {
    if (!fit.value) return
    const { anchors } = fit.value
    advanced.value = PARTS.reduce((all, part) => withValue(all, pathOf(part), anchors[part]), advanced.value)
  }

  function takeBack() {
    advanced.value = PARTS.reduce((all, part) => withValue(all, pathOf(part), undefined), advanced.value)
  }

  return { fit, running: job.running, share: job.share, propose, accept, takeBack, dismiss: () => (fit.value = null) }
}
