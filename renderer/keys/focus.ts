/** Who else may want a key: text fields, controls with keys of their own, dialogs and menus. */
const TEXT_INPUTS = 'input:not([type=checkbox],[type=radio],[type=range],[type=button],[type=color]),textarea,select'
const PRESSABLE = 'button,a[href],summary,[role=button],[role=switch],[role=checkbox],[role=combobox],[role=tab]'
const STEPPING = '[role=slider],[role=radio],[role=tab],[role=listbox],[role=option],[role=menu],input[type=range]'
const ARROWS = new Set(['Left', 'Right', 'Up', 'Down', 'Home', 'End', 'PageUp', 'PageDown'])

export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(`${TEXT_INPUTS},[contenteditable=true]`) !== null
}

/** True when the focused control uses this chord itself: Enter and Space press buttons, arrows move sliders. */
export function controlWants(target: EventTarget | null, chord: string): boolean {
  if (!(target instanceof Element)) return false
  if (chord === 'Enter' || chord === 'Space') return target.closest(PRESSABLE) !== null
  return ARROWS.has(chord) && target.closest(STEPPING) !== null
}

/** True while a dialog, slide-over, menu or list of choices is open: the page under it gets no keys. */
export function overlayIsOpen(): boolean {
  return (
    document.querySelector(
      '[role=dialog][data-state=open],[role=alertdialog][data-state=open],[role=menu][data-state=open],[role=listbox][data-state=open]',
    ) !== null
  )
}
