import { Icon } from "./icons";

/** A button that opens files of this device. The input itself lies over its label, so the keyboard reaches it. */
export function FileButton({
  label,
  accept,
  isMultiple = false,
  onFiles,
}: {
  label: string;
  /** As the `accept` attribute of a file input. */
  accept: string;
  isMultiple?: boolean;
  onFiles: (files: File[]) => void;
}) {
  return (
    <label className="relative inline-flex min-h-8 cursor-pointer items-center gap-2 rounded-box border border-line-strong bg-sheet px-2.5 text-small font-medium has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-link hover:bg-wash">
      <Icon name="upload" size={14} />
      {label}
      <input
        type="file"
        accept={accept}
        multiple={isMultiple}
        className="absolute inset-0 cursor-pointer opacity-0"
        onChange={({ target }) => {
          onFiles([...(target.files ?? [])]);
          // The same file may be chosen again after it was mended.
          target.value = "";
        }}
      />
    </label>
  );
}
