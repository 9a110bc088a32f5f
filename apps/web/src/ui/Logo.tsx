/** The mark: a steady line that dips, comes back, and ends in now. */
export function Logo({ size = 24 }: { size?: number }) {
  return (
    <svg className="logo" width={size} height={size} viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M2 8.5h5.2c1.7 0 2 1.2 2.6 3.2l.9 3.1c.6 2 2.6 2 3.2 0l.9-3.1c.6-2 .9-3.2 2.6-3.2h.6"
        stroke="currentColor"
        strokeWidth="2.3"
        strokeLinecap="round"
      />
      <circle cx="20.6" cy="8.5" r="2.2" fill="currentColor" />
      <path d="M2 19.2h20" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" opacity=".4" />
    </svg>
  );
}
