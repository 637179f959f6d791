/**
 * Where the focus begins in every dialog: on its first field or choice. The library would take the first button, which is
 * the one that closes it.
 */
const FIELDS = 'input:not([type=hidden]),textarea,select,[role=combobox],[role=radio],[role=switch],[role=slider]'

/** Default properties of dialogs, for the theme around the window. */
export const DIALOGS = { modal: { content: { onOpenAutoFocus: beginWithField } } }

function beginWithField(event: Event): void {
  if (!(event.target instanceof Element)) return
  const fields = [...event.target.querySelectorAll<HTMLElement>(`[data-slot=body] :is(${FIELDS})`)]
  const usable = fields.filter((field) => !field.matches(':disabled,[aria-hidden=true]') && field.tabIndex >= 0)
  // Of a group of choices the chosen one.
  const first = usable[0]?.matches('[role=radio]')
    ? usable.find((one) => one.matches('[data-state=checked]'))
    : usable[0]
  if (!first) return
  event.preventDefault()
  first.focus({ preventScroll: true })
}
