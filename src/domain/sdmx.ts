/** What SDMX calls a dimension of an indicator: `REPORTER` for `reporter`. */
export function componentOf(dimension: string): string {
  return dimension.toUpperCase().replaceAll('-', '_');
}
