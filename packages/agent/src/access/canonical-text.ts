/**
 * One text for equal JSON values: members in one order, none left out inside, and at the top those that are null or
 * missing alike, as the contract's optional fields are. For bodies that have passed the depth bound of requests.
 */
export function canonicalText(params: object): string {
  const given = Object.entries(params).filter(([, value]) => value !== null && value !== undefined);
  return JSON.stringify(Object.fromEntries(given), (_name, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
