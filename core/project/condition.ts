/** A part of a WHERE clause with the values of its question marks. */
export interface Condition {
  /** After WHERE; 'TRUE' when everything passes. */
  sql: string
  values: Array<string | number>
}
