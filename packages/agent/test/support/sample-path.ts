const nobody: Readonly<Record<string, string>> = {
  device_id: 'dev_0000000000000000',
  job_id: 'job_0000000000000000',
  host_key_id: 'hky_0000000000000000',
};

/** An address of the contract with its places filled: by what is given, otherwise by ids that fit and that nothing has. */
export function samplePath(template: string, known: Readonly<Record<string, string | undefined>> = {}): string {
  return template.replace(/\{(\w+)\}/g, (_whole, name: string) => known[name] ?? nobody[name] ?? 'none');
}
