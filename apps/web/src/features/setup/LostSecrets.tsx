/** Secrets that have to be typed once more, each with the way to its field. */
export function LostSecrets({ paths, onJump }: { paths: readonly string[]; onJump(path: string): void }) {
  return paths.map((path) => (
    <span key={path}>
      {' '}
      <button type="button" className="link-button mono" onClick={() => onJump(path)}>
        {path}
      </button>
    </span>
  ));
}
