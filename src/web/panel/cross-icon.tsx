/** The sign of taking away, and of closing. */
export function CrossIcon() {
  return (
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      <path d="m3.5 3.5 9 9m0-9-9 9" />
    </svg>
  );
}
