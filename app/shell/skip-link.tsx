/** The first stop of the Tab key: past the navigation, to `#content`. */
export function SkipLink({ label }: { label: string }) {
  return (
    <a
      href="#content"
      className="absolute -top-20 left-4 z-50 rounded-box bg-ink px-4 py-3 text-paper focus:top-3"
    >
      {label}
    </a>
  );
}
