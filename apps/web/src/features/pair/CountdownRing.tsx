const radius = 21;
const around = 2 * Math.PI * radius;

/** Time left, as a ring that empties and as minutes and seconds. */
export function CountdownRing({ share, words }: { share: number; words: string }) {
  const left = Math.min(1, Math.max(0, share));
  return (
    <span
      className="countdown"
      data-tone={left < 0.17 ? 'warn' : 'accent'}
      role="timer"
      aria-label={`Expires in ${words}`}
    >
      <svg width="52" height="52" viewBox="-26 -26 52 52" aria-hidden="true">
        <circle r={radius} className="countdown-track" />
        <circle
          r={radius}
          className="countdown-left"
          strokeDasharray={`${around * left} ${around}`}
          transform="rotate(-90)"
        />
      </svg>
      <span aria-hidden="true">{words}</span>
    </span>
  );
}
