/** What the Label page asks of its canvas. */
import type LabelCanvas from '../../../canvas/LabelCanvas.vue'

export type LabelCanvasHandle = InstanceType<typeof LabelCanvas>
